import { App } from '@slack/bolt';

/** Bolt and nothing else: a slash command is acknowledged. What others are measured beside. */
const app = new App({
  signingSecret: process.env.SLACK_SIGNING_SECRET ?? '',
  authorize: async () => ({ botToken: 'xoxb-bench', botId: 'BBOT', botUserId: 'UBOT' }),
});
app.command('/tiebreak', async ({ ack }) => ack());
await app.start(Number(process.env.PORT));
