import { noStopping } from '../../../shared/stopping/none.ts';
import { describeStoppingRule } from './describe-stopping-rule.ts';

describeStoppingRule('none', noStopping());
