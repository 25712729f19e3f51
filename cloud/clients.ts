import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';

/** The services that the commands talk to, each a client of the SDK's. */
export interface CloudClients {
  readonly cloudFormation: CloudFormationClient;
  readonly stepFunctions: SFNClient;
  readonly scheduler: SchedulerClient;
  readonly s3: S3Client;
}

/** A person waits: an address that does not answer is told soon. */
const connectionTimeout = 5_000;

/** What goes wrong is thrown, and told once: the SDK would print some of it besides. */
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {}

/** Credentials, region and endpoint are the SDK's to find, as the AWS CLI does it. `hasEndpoint`: AWS_ENDPOINT_URL is set. */
export function openClients({ hasEndpoint }: { readonly hasEndpoint: boolean }): CloudClients {
  const config = { requestHandler: { connectionTimeout }, logger: silent };
  return {
    cloudFormation: new CloudFormationClient(config),
    stepFunctions: new SFNClient({ ...config, disableHostPrefix: hasEndpoint }),
    scheduler: new SchedulerClient(config),
    s3: new S3Client({ ...config, forcePathStyle: hasEndpoint }),
  };
}
