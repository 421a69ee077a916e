import { describe, expect, it } from '@jest/globals';
import { nameDriftAlarm, parseAlarmName } from '../../core/alarm-name.ts';

describe('the name of an alarm', () => {
  it.each(['cars', 'cars-2', 'a-project-with-22-char'])('tells that it is of project %s', (project) => {
    expect(parseAlarmName(nameDriftAlarm('dev', project), 'dev')).toEqual({ project, word: 'drift' });
  });

  it('may end in another word, as people call theirs', () => {
    expect(parseAlarmName('nacre-dev-cars-latency', 'dev')).toEqual({ project: 'cars', word: 'latency' });
  });

  it.each(['nacre-prod-cars-drift', 'cars-drift', 'nacre-dev-cars', 'nacre-dev-Cars-drift', 'nacre-dev--drift'])('is none of ours as %s', (name) => {
    expect(parseAlarmName(name, 'dev')).toBeUndefined();
  });
});
