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

  constructor(scope: Construct, id: string, { encryption, address }: NoticesProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      enforceSSL: true,
      ...(encryption.key === undefined ? {} : { masterKey: encryption.key }),
    });
    if (address !== undefined) this.topic.addSubscription(new EmailSubscription(address));
  }
}
