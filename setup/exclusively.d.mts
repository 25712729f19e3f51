export declare function isAlive(pid: number): boolean;
export declare function exclusively<T>(
  lock: string,
  say: (line: string) => void,
  work: () => Promise<T>,
): Promise<T>;
