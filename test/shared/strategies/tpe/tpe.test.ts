import { tpe } from '../../../../shared/strategies/tpe/tpe.ts';
import { describeStrategy } from '../describe-strategy.ts';

describeStrategy('tpe', tpe);
