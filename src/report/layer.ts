import { type RequirementId, requirements } from '../../requirements/index.ts';
import { gatewayShownBy } from '../judge/gateway.ts';
import type { Exchange } from '../model/exchange.ts';
import { isAcceptedControl } from './difference.ts';

/**
 * What of an answer shows who wrote it, and what that suggests beside the answer to a good request; undefined where nothing
 * does, or where the two show the same and it is not HTTP itself that is judged.
 */
export function layerOf(id: RequirementId, exchange: Exchange, record: readonly Exchange[]): string | undefined {
  const shown = shownBy(exchange);
  const good = record.find(isAcceptedControl);
  if (shown === undefined || good === undefined) return shown;
  const usual = shownBy(good);
  if (shown !== usual) {
    const otherwise = usual === undefined ? '' : ` (${usual})`;
    return `${shown}, unlike the answer to a good request${otherwise}: likely a gateway or a framework answered in place of the operation`;
  }
  if (requirements[id].class !== 'protocol') return undefined;
  return `${shown}, like the answer to a good request: a gateway of that name may have changed what the application wrote`;
}

const shownBy = ({ response }: Exchange): string | undefined => response && gatewayShownBy(response);
