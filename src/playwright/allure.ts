import { AllureReporter } from 'allure-playwright';

/** Built in: it writes the results live, and the end of the run completes them. */
export default AllureReporter;
