/** Lower-case texts that mean yes and no; what is neither is no boolean. */
export const truthy: readonly string[] = ['true', 't', 'yes', 'y', 'on', '1'];
export const falsy: readonly string[] = ['false', 'f', 'no', 'n', 'off', '0'];

const meanings = new Map([...truthy.map((text) => [text, 1] as const), ...falsy.map((text) => [text, 0] as const)]);

/** 1, 0, or undefined where the text is no boolean. */
export const parseBoolean = (text: string): number | undefined => meanings.get(text.toLowerCase());
