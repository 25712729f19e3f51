import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Encryption } from './encryption.ts';

export interface NoticesProps {
  readonly encryption: Encryption;
  readonly address?: string | undefined;
}

/** Where searches tell what became of them, and alarms go off. */
export class Notices extends Construct {
  readonly topic: Topic;
  private readonly encryption: Encryption;

  constructor(scope: Construct, id: string, { encryption, address }: NoticesProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      enforceSSL: true,
      ...(encryption.key === undefined ? {} : { masterKey: encryption.key }),
    });
    this.encryption = encryption;
    if (address !== undefined) this.topic.addSubscription(new EmailSubscription(address));
  }

  /** For what tells of it outside the workflow. The topic's own grant would allow more of the key. */
  grantSend(sender: IGrantable): void {
    sender.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }),
    );
    this.encryption.key?.grant(sender, 'kms:Decrypt', 'kms:GenerateDataKey');
  }
}
