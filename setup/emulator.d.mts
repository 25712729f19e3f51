export declare const endpoint: string;
export declare function startEmulator(
  say: (line: string) => void,
): Promise<{ kind: 'ministack' | 'localstack'; stop: () => Promise<void> }>;
