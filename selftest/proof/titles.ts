/** Named after what holds; the score finds by these titles what they came to. */
export const faultTitle = (name: string): string =>
  `the fault ${name} brings down what it breaks and what follows from that, and nothing else`;
export const variantTitle = (name: string): string =>
  `the variant ${name} passes, and no more applies to it than is said`;
export const implementationTitle = (name: string): string =>
  `${name}, which nobody adapted to this suite, deviates where it is pinned to, and nowhere else`;
