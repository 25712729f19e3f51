import {
  GatewayVpcEndpointAwsService,
  type ISecurityGroup,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

export interface Place {
  readonly vpc: IVpc;
  readonly securityGroups: ISecurityGroup[];
  readonly vpcSubnets: { readonly subnetType: SubnetType };
}

/**
 * Where containers run: public subnets, for a NAT gateway and the endpoints that private ones need cost while nothing runs. Nothing
 * gets in, HTTPS gets out, S3 is reached by a gateway of its own.
 */
export class Network extends Construct {
  readonly place: Place;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const vpcSubnets = { subnetType: SubnetType.PUBLIC };
    const vpc = new Vpc(this, 'Vpc', {
      natGateways: 0,
      maxAzs: 3,
      // The CDK does it by a function of its own; nothing uses that group.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'public', ...vpcSubnets, cidrMask: 20 }],
      gatewayEndpoints: { s3: { service: GatewayVpcEndpointAwsService.S3 } },
    });
    acknowledge(vpc, 'VPC7', 'Nothing listens in this network; flow logs would cost by the gigabyte that S3 sends.');
    const group = new SecurityGroup(this, 'Group', {
      vpc,
      allowAllOutbound: false,
      description: 'Modelscout containers: HTTPS out, nothing in',
    });
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'HTTPS');
    this.place = { vpc, securityGroups: [group], vpcSubnets };
  }
}
