import { pageOf } from '../pages.ts';
import type { Facts } from '../plane.ts';
import type { Alarm, StateOfAlarm } from './alarm.ts';

type Item = {
  readonly alarm: string;
  readonly at: Date;
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly summary: string;
  readonly data: Facts;
};

/** CloudWatch keeps 30 days; here the newest items of all alarms are kept. */
const MOST_ITEMS = 10_000;

/** What became of each alarm: how it was configured, its changes of state, its actions. */
export class AlarmHistory {
  readonly #items: Item[] = [];

  configured(alarm: string, at: Date, type: 'Create' | 'Update' | 'Delete'): void {
    this.#add({ alarm, at, type: 'ConfigurationUpdate', summary: `Alarm "${alarm}" ${type.toLowerCase()}d`, data: { version: '1.0', type } });
  }

  changed({ definition, state }: Alarm, previous: StateOfAlarm): void {
    const summary = `Alarm updated from ${previous.value} to ${state.value}`;
    this.#add({
      alarm: definition.name,
      at: state.at,
      type: 'StateUpdate',
      summary,
      data: { version: '1.0', oldState: stateTold(previous), newState: stateTold(state) },
    });
  }

  acted(alarm: string, at: Date, action: string, trouble: string | undefined): void {
    const summary = trouble === undefined ? `Successfully executed action ${action}` : `Failed to execute action ${action}`;
    const data = {
      actionState: trouble === undefined ? 'Succeeded' : 'Failed',
      notificationResource: action,
      ...(trouble !== undefined && { error: trouble }),
    };
    this.#add({ alarm, at, type: 'Action', summary, data });
  }

  /** DescribeAlarmHistory, newest first unless asked otherwise. */
  describe({ AlarmName, HistoryItemType, StartDate, EndDate, ScanBy, MaxRecords, NextToken }: Facts): Facts {
    const wanted = this.#items.filter(
      ({ alarm, type, at }) =>
        (AlarmName === undefined || alarm === AlarmName) &&
        (HistoryItemType === undefined || type === HistoryItemType) &&
        (typeof StartDate !== 'number' || at.getTime() >= StartDate * 1000) &&
        (typeof EndDate !== 'number' || at.getTime() <= EndDate * 1000),
    );
    const page = pageOf(ScanBy === 'TimestampAscending' ? wanted : wanted.reverse(), { most: MaxRecords ?? 100, token: NextToken });
    return { AlarmHistoryItems: page.items.map(itemTold), ...page.next };
  }

  #add(item: Item): void {
    this.#items.push(item);
    if (this.#items.length > MOST_ITEMS) this.#items.shift();
  }
}

function stateTold({ value, reason, reasonData }: StateOfAlarm): Facts {
  return { stateValue: value, stateReason: reason, ...(reasonData !== undefined && { stateReasonData: JSON.parse(reasonData) }) };
}

function itemTold({ alarm, at, type, summary, data }: Item): Facts {
  return {
    AlarmName: alarm,
    AlarmType: 'MetricAlarm',
    Timestamp: at.getTime() / 1000,
    HistoryItemType: type,
    HistorySummary: summary,
    HistoryData: JSON.stringify(data),
  };
}
