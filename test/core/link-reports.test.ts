import { describe, expect, it } from '@jest/globals';
import { mailsTo } from '../../core/emails/letter.ts';
import { linkReports } from '../../core/link-reports.ts';

const uri = 's3://nacre-dev-artifacts-123456789012-eu-west-1/abalone/batches-scored/abalone-batch-0a1b2c3d4e5f/1/report.html';
const [written] = mailsTo(['ann@example.com'], {
  ...{ subject: 'scored', tone: 'good', headline: 'Scored', opening: 'Well.', footer: 'nacre' },
  sections: [{ heading: 'Quality report', link: { uri, by: 'presigned', words: 'Open the report' }, lines: [`It is kept at ${uri}.`] }],
});
const links = { to: async (_: string, by: string) => `https://${by}.example/report.html?a=1&b=$'$&` };

describe('a mail that is sent', () => {
  it('has an address that opens in the place of the link, in both forms, and still says where the report is kept', async () => {
    const sent = written && (await linkReports(written, { links }));

    expect(sent?.html).toContain('<a href="https://presigned.example/report.html?a=1&#38;b=$&#39;$&#38;"');
    expect(sent?.text).toContain("Open the report: <https://presigned.example/report.html?a=1&b=$'$&>\n");
    expect(sent?.text).toContain(`It is kept at ${uri}.`);
    expect(sent?.html.match(/s3:\/\//g)).toHaveLength(1);
  });

  it('keeps what was written where its sender can make no links', async () => {
    expect(written && (await linkReports(written, {}))).toEqual(written);
  });

  it('is left alone where it has no links', async () => {
    const plain = { to: 'ann@example.com', subject: 'x', html: `<a href="${uri}">`, text: `<${uri}>` };

    expect(await linkReports(plain, { links })).toEqual(plain);
  });
});
