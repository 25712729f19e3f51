import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IgnoreMode } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { projectRoot } from './bundling.ts';

const file = 'functions/container/Dockerfile';

/** An image of the one Dockerfile. Docker reads what to leave out beside it; the CDK has to be told. */
export const containerImage = (target: 'lambda' | 'task' | 'gpu') => ({
  directory: projectRoot,
  file,
  target,
  platform: Platform.LINUX_AMD64,
  ignoreMode: IgnoreMode.DOCKER,
  exclude: readFileSync(join(projectRoot, `${file}.dockerignore`), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')),
});
