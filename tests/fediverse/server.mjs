// An ActivityPub server by somebody else (Fedify), over HTTPS on this machine. It is told what to do in lines of JSON, and says in
// lines of JSON what its own library took, after that library has verified who signed it.

import "./older-node.mjs";
import { once } from "node:events";
import { createServer } from "node:https";
import net from "node:net";
import { createInterface } from "node:readline";
import {
  Accept,
  Create,
  Delete,
  Endpoints,
  Follow,
  MemoryKvStore,
  Person,
  Undo,
  Update,
  createFederation,
  generateCryptoKeyPair,
} from "@fedify/fedify";
import { Agent, setGlobalDispatcher } from "undici";

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const begin = JSON.parse((await lines.next()).value);

// Names lead to this machine alone: the instance's to where it listens, behind the proxy that it would have; all others nowhere.
setGlobalDispatcher(
  new Agent({
    connect({ hostname }, done) {
      if (hostname !== begin.instance) {
        return done(new Error(`${hostname} is not of this test`));
      }
      const [host, port] = begin.address.split(":");
      const socket = net.connect({ host, port: Number(port) });
      socket.once("connect", () => done(null, socket));
      socket.once("error", (error) => done(error));
    },
  }),
);

const keys = [
  await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"),
  await generateCryptoKeyPair("Ed25519"),
];
const federation = createFederation({
  kv: new MemoryKvStore(),
  allowPrivateAddress: true,
  firstKnock: begin.signs,
});
federation
  .setActorDispatcher("/users/{identifier}", async (context, identifier) => {
    if (identifier !== "lectrice") return null;
    const pairs = await context.getActorKeyPairs(identifier);
    return new Person({
      id: context.getActorUri(identifier),
      preferredUsername: identifier,
      inbox: context.getInboxUri(identifier),
      endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
      publicKey: pairs[0].cryptographicKey,
      assertionMethods: pairs.map((pair) => pair.multikey),
    });
  })
  .setKeyPairsDispatcher(() => keys);

const described = async (activity, context) => {
  if (activity instanceof Accept) {
    // What it accepts is our own: nobody else's word for it is asked.
    return { took: "Accept", actor: activity.actorId?.href, id: activity.objectId?.href };
  }
  const object = await activity.getObject(context);
  return {
    took: activity.constructor.name,
    actor: activity.actorId?.href,
    object: object?.constructor.name,
    id: object?.id?.href,
    name: object?.name?.toString(),
    start: object?.startTime?.toString(),
    place: (await object?.getLocation?.(context))?.name?.toString(),
  };
};
const inbox = federation.setInboxListeners("/users/{identifier}/inbox", "/inbox");
for (const type of [Accept, Create, Update, Delete]) {
  inbox.on(type, async (context, activity) => say(await described(activity, context)));
}
inbox.onError((_, error) => say({ failed: String(error) }));

const home = `https://${begin.name}`;
const server = createServer({ key: begin.key, cert: begin.cert }, async (request, response) => {
  const body = [];
  for await (const piece of request) body.push(piece);
  const posts = request.method === "POST";
  const asked = new Request(`${home}${request.url}`, {
    method: request.method,
    headers: Object.entries(request.headers),
    body: posts ? Buffer.concat(body) : undefined,
  });
  const answer = await federation.fetch(asked, {
    contextData: undefined,
    onUnauthorized: () => new Response("unauthorized", { status: 401 }),
  });
  if (posts && !answer.ok) say({ refused: answer.status, body: await answer.clone().text() });
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
say({ listens: server.address().port });

const context = federation.createContext(new URL(home));
const me = context.getActorUri("lectrice");
let followed;
for await (const line of lines) {
  const told = JSON.parse(line);
  try {
    if (told.address) {
      begin.address = told.address;
      continue;
    }
    // By its handle alone: WebFinger, then the actor.
    const other = await context.lookupObject(told.follow ?? told.unfollow);
    if (!other?.inboxId) throw new Error(`nobody is found by ${told.follow ?? told.unfollow}`);
    if (told.follow) {
      followed = new Follow({ id: new URL(`${home}/follows/${Date.now()}`), actor: me, object: other.id });
      await context.sendActivity({ identifier: "lectrice" }, other, followed);
      say({ sent: "Follow", to: other.id.href, as: other.constructor.name, name: other.name?.toString() });
    } else {
      const undo = new Undo({ id: new URL(`${home}/undos/${Date.now()}`), actor: me, object: followed });
      await context.sendActivity({ identifier: "lectrice" }, other, undo);
      say({ sent: "Undo", to: other.id.href });
    }
  } catch (error) {
    say({ failed: String(error), cause: String(error?.cause ?? "") });
  }
}
process.exit(0);
