import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { SearchError } from '../shared/errors.ts';
import { parseConfig } from './config.ts';
import { SearchStack, stackName } from './search-stack.ts';

const app = new App();
try {
  const config = parseConfig(app.node.getAllContext() as Readonly<Record<string, unknown>>);
  new SearchStack(app, stackName(config), config);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof SearchError)) throw error;
  console.error(`error: ${error.describe()}`);
  process.exit(1);
}
