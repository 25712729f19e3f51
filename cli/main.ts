#!/usr/bin/env node
import { programName } from './invocation.ts';
import { runProgram } from './program.ts';
import { openTerminal } from './terminal/terminal.ts';

// A reader that has seen enough, such as `head`, closes the pipe: no error of anybody's.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runProgram({
  out: openTerminal(process.stdout, process.env),
  err: openTerminal(process.stderr, process.env),
  environment: process.env,
  argumentsGiven: process.argv.slice(2),
  program: programName({ environment: process.env, script: process.argv[1] ?? '', folder: process.cwd() }),
  now: () => performance.now(),
});
