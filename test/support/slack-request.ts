import { createHmac } from 'node:crypto';

/** What Slack puts on a request so that we can tell it is Slack's. https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signed(secret: string, body: string, timestamp = Math.floor(Date.now() / 1000)): Record<string, string> {
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-signature': `v0=${digest}`, 'x-slack-request-timestamp': String(timestamp) };
}

/** A payload as Slack puts it on the wire: events are JSON, slash commands a form, interactions JSON in a form's field. */
export function encoded(payload: object): { body: string; type: string } {
  const form = 'application/x-www-form-urlencoded';
  if ('command' in payload) return { body: new URLSearchParams(payload as Record<string, string>).toString(), type: form };
  const json = JSON.stringify(payload);
  const isInteraction =
    'type' in payload && ['block_actions', 'message_action', 'view_submission'].includes(String(payload.type));
  return isInteraction
    ? { body: new URLSearchParams({ payload: json }).toString(), type: form }
    : { body: json, type: 'application/json' };
}
