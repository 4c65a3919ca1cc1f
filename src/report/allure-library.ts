/** The parts of Allure that make a page; the package `allure` itself would bring every command that it has. */
export { AllureReport } from '@allurereport/core';
export { default as Awesome } from '@allurereport/plugin-awesome';
export { BufferResultFile } from '@allurereport/reader-api';
