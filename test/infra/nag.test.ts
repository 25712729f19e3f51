import { Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { appOf, configurations, resourcesOf, synthesise } from './synthesise.ts';

describe('the stack', () => {
  it.each(Object.entries(configurations))(
    "has nothing that cdk-nag objects to, and no function of the CDK's own: %s",
    (_name, settings) => {
      const template = synthesise(settings);
      expect(resourcesOf(template, 'AWS::CloudFormation::CustomResource')).toEqual([]);
      const types = Object.values((template.toJSON() as { Resources: Record<string, { Type: string }> }).Resources).map(
        ({ Type }) => Type,
      );
      expect(types.filter((type) => type.startsWith('Custom::'))).toEqual([]);
      expect(resourcesOf(template, 'AWS::Lambda::Function')).toHaveLength(8);
    },
  );

  it('would be objected to with an open bucket in it', () => {
    const { app, stack } = appOf({});
    new Bucket(stack, 'Open');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).toThrow(/AwsSolutions-S10/);
  });
});
