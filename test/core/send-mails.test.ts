import { describe, expect, it } from '@jest/globals';
import { endRun } from '../../core/end-run.ts';
import { MailRefusedError } from '../../core/errors.ts';
import { sendMails } from '../../core/send-mails.ts';
import { dieAtWrite, OWNERS, protocolWorld } from './protocol-world.ts';

const [ann = '', bob = ''] = OWNERS;

/** A run has ended; its two mails are in the outbox. */
async function endedRun() {
  const world = await protocolWorld();
  const identity = await world.working();
  await endRun(identity, { outcome: 'Refused', who: 'finishRun' }, world.services);
  return {
    world,
    run: identity.run,
    mails: () => world.records.query(`MAIL#${identity.run}`, ''),
    outbox: () => world.records.query('OUTBOX', ''),
    addressees: () => world.services.mails.sent.map(({ to }) => to),
  };
}

describe('sendMails', () => {
  it('sends each mail once and empties the outbox', async () => {
    const { world, run, mails, outbox, addressees } = await endedRun();

    const sent = await sendMails(run, world.services);
    const again = await sendMails(run, world.services);

    expect([sent.sent, again.sent]).toEqual([2, 0]);
    expect(addressees()).toEqual([ann, bob]);
    expect(await mails()).toMatchObject([
      { status: 'sent', messageId: 'mail-1', sentAt: expect.any(String) },
      { status: 'sent', messageId: 'mail-2' },
    ]);
    expect(await outbox()).toEqual([]);
  });

  it('sends to the others when SES refuses one address, and the outcome stands', async () => {
    const { world, run, mails, outbox, addressees } = await endedRun();
    world.services.mails.failFor(ann, new MailRefusedError('not verified'));

    const result = await sendMails(run, world.services);

    expect(result).toEqual({ sent: 1, refused: 1, elsewhere: 0 });
    expect(addressees()).toEqual([bob]);
    expect(await mails()).toMatchObject([{ status: 'refused', refusal: 'not verified' }, { status: 'sent' }]);
    expect(await outbox()).toEqual([]);
    expect((await world.run(run)).outcome).toBe('Refused');
  });

  it('tries all, then throws, when SES cannot be reached; a retry sends only what is left', async () => {
    const { world, run, outbox, addressees } = await endedRun();
    world.services.mails.failFor(ann, new Error('throttled'));
    await expect(sendMails(run, world.services)).rejects.toMatchObject({ name: 'MailNotSentError' });
    const left = await outbox();
    world.services.mails.failFor(ann);

    await sendMails(run, world.services);

    expect(addressees()).toEqual([bob, ann]);
    expect(left).toHaveLength(1);
    expect(await outbox()).toEqual([]);
  });

  it('leaves a mail to the sender that holds it, and takes it over when that one is heard of no more', async () => {
    const { world, run, outbox, addressees } = await endedRun();
    dieAtWrite(world, 2);
    await expect(sendMails(run, world.services)).rejects.toThrow();
    world.before(() => {});

    const soon = await sendMails(run, world.services);
    const left = await outbox();
    world.services.clock.pass(421);
    const later = await sendMails(run, world.services);

    expect(soon).toMatchObject({ sent: 0, elsewhere: 1 });
    expect(left).toHaveLength(1);
    expect(later).toMatchObject({ sent: 1, elsewhere: 0 });
    expect(addressees()).toEqual([ann, bob, ann]);
    expect(await outbox()).toEqual([]);
  });

  it('leaves a mail as the other sender left it who took it over meanwhile', async () => {
    const { world, run, mails } = await endedRun();
    const send = async () => {
      world.services.clock.pass(421);
      await sendMails(run, world.services);
      throw new Error('the answer of SES was lost');
    };

    await expect(sendMails(run, { ...world.services, mails: { send } })).rejects.toThrow('could not be sent');

    expect(await mails()).toMatchObject([{ status: 'sent' }, { status: 'sent' }]);
  });

  it('sends each mail once when two senders work side by side', async () => {
    const { world, run, addressees } = await endedRun();

    await Promise.all([sendMails(run, world.services), sendMails(run, world.services)]);

    expect(addressees().toSorted()).toEqual([ann, bob]);
  });

  it('does nothing for an outcome that nobody is told of', async () => {
    const { services, records } = await protocolWorld();
    const before = records.writes();

    const result = await sendMails('cars-9-abcdef', services);

    expect(result).toEqual({ sent: 0, refused: 0, elsewhere: 0 });
    expect(records.writes()).toBe(before);
  });
});
