/** Named after what would go wrong without them; the score finds by these titles what they came to. */
export const faultTitle = (name: string): string => `the fault ${name} is overlooked, or more falls than it breaks`;
export const variantTitle = (name: string): string => `the variant ${name} is refused`;
export const implementationTitle = (name: string): string =>
  `${name}, which nobody adapted to this suite, is found to deviate where it does not, or to conform where it does not`;
