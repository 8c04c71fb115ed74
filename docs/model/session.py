"""Randomised model of sessions (data-model.md, Sessions): rotation of refresh tokens, retries, theft, log-out, stamps.
Each `yield` is a point where another process may run, the process may die, or its write may be repeated; answers get lost.
A token's successor is a function of it and of a salt that the winner of its use leaves. Clocks differ by 0.5 s.
200,000 runs have no violation. Each rule left out is found, most in a few runs, the rarest in one of 200,000 (--mut=):
hash, ended, exists, mark (conditions of the writes), stamp, grace, salt (what is decided; the repeat by a salt of its own),
start (the grace begins with the request), late (a retry counts by its decision), revoke (a reuse only refused),
leave (a log-out looks at no token), again (an end by reuse is told once), atomic, confirm (a new password beside a refresh),
first, quiet (a race that was lost twice is a reuse; is told as the end).
Usage: python3 session.py [runs] [first seed] [--mut=RULE]"""
import random, sys

MUT = next((a[6:] for a in sys.argv if a.startswith("--mut=")), "")
GRACE, SKEW, ROUNDS, RETRY, LIFE, NEWS = 10.0, 0.5, 5, 8.0, 9.0, 3600.0
OK, EXPIRED, REUSED, BUSY = "ok", "TOKEN_EXPIRED", "TOKEN_REUSED", "TRY_AGAIN"

class World:
    def __init__(s, rng):
        s.rng, s.now, s.bad, s.n = rng, 1000.0, [], 0
        s.stamp, s.S = 0, {}         # the account's; family -> {cur, prev, at, salt, stamp, ended}
        s.made = {}                  # (token, salt) -> the token that follows
        s.used = {}                  # (family, token) -> (time, successor) of the rotation that used it up
        s.given = {}                 # (family, token) -> the successor that somebody got for it
        s.ending, s.over = set(), {} # families that somebody began to end; tick at which one was told that it is done
        s.events, s.stolen, s.gone = {}, set(), set()   # events: family -> ids that were told
    def tick(s):
        s.n += 1; return s.n
    def successor(s, token, salt): return s.made.setdefault((token, salt), len(s.made) + 1)
    def twice(s, op):                # the SDK repeats a write whose answer was lost, and hears of the second
        r = op()
        return op() if s.rng.random() < 0.06 else r
    def done(s, fam): s.over.setdefault(fam, s.tick())

class Request:
    """Somebody shows a token. Its first read is as it starts; what comes after may take its time."""
    def __init__(s, w, who, fam, token):
        s.w, s.who, s.fam, s.token, s.start, s.at = w, who, fam, token, w.tick(), w.now
        s.skew = w.rng.uniform(-SKEW, SKEW); s.clock = s.now()
        u = w.used.get((fam, token))
        s.stale = bool(u and (u[0] < s.at - GRACE - 2 * SKEW or (fam, u[1]) in w.used))   # too long ago, or not the last
        s.run = s.refresh()

    def now(s): return s.w.now + s.skew

    def read(s):
        """Session and account are two reads; two looks that found the same disagreement are believed."""
        seen = None
        for _ in range(ROUNDS):
            x = s.w.S.get(s.fam); x = x and dict(x)
            yield
            again = (x, s.w.stamp)
            if MUT == "confirm" or not x or x["stamp"] == again[1]: return again
            if seen and (seen[0] or {}).get("stamp") == x["stamp"] and seen[1] == again[1]: return again
            seen = again
        return seen

    def standing(s, x, stamp):
        """What the token is in its family, by the time when it was shown: a slow answer makes no reuse of it."""
        if x and x["ended"]: return "ended-by-reuse"
        if not x or (x["stamp"] != stamp and MUT != "stamp"): return "ended"
        if x["cur"] == s.token: return "good"
        if x["prev"] != s.token: return "reused"
        if (s.now() if MUT == "late" else s.clock) - x["at"] <= GRACE or MUT == "grace": return "just-used"
        if s.at < s.w.used[s.fam, s.token][0] + GRACE - 2 * SKEW: s.w.bad.append("a retry in time was taken for a reuse")
        return "reused"

    def reuse(s):
        """Ends the family; who did it tells so, unless it dies before."""
        w, fam, mine = s.w, s.fam, s.w.tick()
        w.ending.add(fam); yield
        def end():
            y = w.S.get(fam)
            if not y and MUT != "exists": return None
            y = w.S.setdefault(fam, dict(cur=None, prev=None, at=0, stamp=w.stamp, ended=None))
            if y["ended"] and MUT != "mark": return y["ended"]
            y.update(ended=mine, when=s.clock); return mine
        by = w.twice(end)
        if by == mine: yield; w.events.setdefault(fam, set()).add(mine)
        return by

    def met(s, x):
        """Told again by who meets the end when its teller is dead or done, as the same event."""
        if MUT != "again" and LIFE + 2 * SKEW < s.clock - x["when"] <= NEWS: s.w.events.setdefault(s.fam, set()).add(x["ended"])

    def refresh(s):
        w, fam, token = s.w, s.fam, s.token
        for rounds in range(ROUNDS):
            x, stamp = yield from s.read()
            what = s.standing(x, stamp)
            if what == "ended-by-reuse": s.met(x); return s.answer(REUSED)
            if what == "ended": return s.answer(EXPIRED)
            if what == "good":
                salt = w.tick(); nxt = w.successor(token, salt)
                yield
                at = s.clock if MUT == "start" else s.now()
                def rotate():
                    y = w.S.get(fam)
                    if not y or (y["cur"] != token and MUT != "hash") or (y["ended"] and MUT != "ended"): return False
                    if fam in w.over and y["stamp"] == w.stamp: w.bad.append("rotated a family that was over")
                    y.update(cur=nxt, prev=token, at=at, salt=salt)
                    w.used.setdefault((fam, token), (w.now, nxt)); return True
                if w.twice(rotate): yield; return s.answer(OK, nxt)
            elif what == "just-used":
                nxt = w.successor(token, w.tick() if MUT == "salt" else x["salt"])
                return s.answer(OK, nxt) if nxt == x["cur"] else s.answer(EXPIRED)
            elif x["prev"] is not None and MUT == "revoke": return s.answer(EXPIRED)
            elif rounds > 0 and MUT != "first": return s.answer(EXPIRED if MUT == "quiet" else BUSY)   # good when shown
            else:
                by = yield from s.reuse()
                return s.answer(REUSED if by else EXPIRED)
        s.answer(BUSY)

    def answer(s, code, nxt=None):
        w, key = s.w, (s.fam, s.token)
        if code == OK:
            if w.given.setdefault(key, nxt) != nxt: w.bad.append("two successors of one token")
            if s.fam in w.over and w.over[s.fam] < s.start: w.bad.append("a family that is over gave a token")
            if s.stale: w.bad.append("an old token got a token")
        if s.stale and code == EXPIRED and s.fam not in w.ending: w.bad.append("a reuse was not noticed")
        if code == REUSED: w.done(s.fam)
        if code == EXPIRED and s.fam not in w.ending and s.who.token == s.token and not s.who.thief: w.bad.append("signed out for nothing")
        if w.rng.random() < 0.85: s.who.hear(s.token, code, nxt)

def log_out(w, who, token):
    """Shows a token to log out: a used one ends the family by reuse."""
    r, fam = Request(w, who, who.fam, token), who.fam
    x, stamp = yield from r.read()
    what = "good" if MUT == "leave" else r.standing(x, stamp)
    if what == "reused": yield from r.reuse()
    elif what == "ended-by-reuse": r.met(x)
    else:
        w.ending.add(fam); yield
        y = w.S.get(fam)
        if y and r.stale and y["stamp"] == w.stamp and not y["ended"]: w.bad.append("a log-out hid a reuse")
        if y and not y["ended"]: del w.S[fam]
    w.done(fam)
    if fam not in w.S: w.gone.add(fam)

def log_out_all(w):
    w.ending |= set(w.S); yield
    w.stamp = w.tick()
    for fam in FAMILIES: w.done(fam)

def change_password(w, fam):
    """One transaction of the account and of the session that goes on."""
    for _ in range(3):
        x, stamp = w.S.get(fam), w.stamp; x = x and dict(x); yield
        if not x or x["ended"] or x["stamp"] != stamp: return
        w.ending |= set(FAMILIES) - {fam}; yield
        y = w.S.get(fam)
        if w.stamp != stamp or not y or y["ended"] or y["stamp"] != stamp: continue
        w.stamp = mine = w.tick()
        if MUT == "atomic": yield
        if fam in w.S: w.S[fam]["stamp"] = mine
        for other in FAMILIES:
            if other != fam: w.done(other)
        return

FAMILIES = ("phone", "browser")

class Client:
    """Uses the newest token it heard of, and asks again for up to 8 s when no answer comes; a thief asks at any time."""
    def __init__(s, w, fam, thief=None, pause=(12, 40)):
        s.w, s.fam, s.thief, s.token, s.out, s.since, s.pause = w, fam, thief, 0, False, None, pause
        s.had = [0]
        s.lost, s.next = False, w.now + w.rng.uniform(0, 20)

    def hear(s, token, code, nxt):
        if token != s.token or s.out or code == BUSY: return
        if code == OK: s.had.append(nxt); s.token, s.since, s.next = nxt, None, s.w.now + s.w.rng.uniform(*s.pause)
        else:
            s.out = True
            honest = not s.thief and not s.lost and s.fam not in s.w.stolen
            if honest and (s.fam not in s.w.ending or code == REUSED): s.w.bad.append(f"an honest client was signed out: {code}")

    def ask(s):
        w = s.w
        if s.out or w.now < s.next: return []
        if s.since is None: s.since = w.now
        elif w.now - s.since > RETRY - 1: s.lost, s.since = True, w.now   # longer than it is promised an answer
        s.next = w.now + w.rng.choice([0, 0.2, 1, 3])
        return [Request(w, s, s.fam, s.token) for _ in range(w.rng.choice([1, 1, 2, 4]))]

def run(seed):
    rng = random.Random(seed); w = World(rng)
    fast = rng.random() < 0.3        # reloads its page all the time
    for fam in FAMILIES: w.S[fam] = dict(cur=0, prev=None, at=0.0, stamp=0, ended=None)
    clients = [Client(w, fam, pause=(0, 3) if fast else (12, 40)) for fam in FAMILIES]
    procs, end = [], w.now + rng.choice([60, 200])
    theft, ends = rng.random() < 0.5, rng.random() < 0.6 and not fast
    while w.now < end or procs:
        w.now += rng.random() * rng.choice([0.02, 0.2, 1.0, 3.0])
        if w.now < end:
            for c in clients:
                for r in c.ask(): next(r.run, None); procs.append((r.run, w.now + LIFE))
            if theft and not w.stolen and rng.random() < 0.02:
                owner = rng.choice(clients); w.stolen.add(owner.fam)
                thief = Client(w, owner.fam, thief=owner, pause=(0, 60)); thief.token = rng.choice(owner.had[-3:] + owner.had[-1:])
                clients.append(thief)
            if ends and rng.random() < 0.03:
                who = rng.choice(clients); fam = who.fam
                p = rng.choice([lambda: log_out(w, who, who.token), lambda: log_out_all(w), lambda: change_password(w, fam), lambda: change_password(w, fam)])()
                next(p, None); procs.append((p, w.now + LIFE))
        if ends and w.stolen and rng.random() < 0.05:
            who = rng.choice([c for c in clients if c.fam in w.stolen])
            p = log_out(w, who, rng.choice(who.had[-2:])); next(p, None); procs.append((p, w.now + LIFE))
        for _ in range(rng.randint(1, 8)):
            if not procs: break
            i = rng.randrange(len(procs)); p, until = procs[i]
            if w.now > until or rng.random() < 0.01: procs.pop(i); continue   # a function has its time limit
            try: next(p)
            except StopIteration: procs.pop(i)
    # in the end each shows once more what it has, one long after the other: of owner and thief nobody stays
    for c in [c for c in clients * 2 if c.fam in w.stolen]:
        w.now += 20; r = Request(w, c, c.fam, c.token)
        for _ in r.run: pass
    for fam in w.stolen:
        x = w.S.get(fam)
        if x and not x["ended"] and x["stamp"] == w.stamp: w.bad.append("a theft was never noticed")
        if x and x["ended"] and fam not in w.events: w.bad.append("a theft was never told")
    for fam, ids in w.events.items():
        if len(ids) > 1: w.bad.append(f"{len(ids)} events of one family")
    for fam in w.gone:
        if fam in w.S: w.bad.append("a session came back after its log-out")
    return w.bad, len(w.used), len(w.events)

if __name__ == "__main__":
    nums = [int(a) for a in sys.argv[1:] if a.isdigit()]
    N, first = (nums + [2000, 0][len(nums):])[:2]
    bad = used = events = 0; kinds = {}
    for seed in range(first, first + N):
        v, u, e = run(seed); used += u; events += e
        if v:
            bad += 1; kinds[v[0]] = kinds.get(v[0], 0) + 1
            if bad <= 6: print(seed, v[:2])
    print(f"{N} runs, {bad} with violations, {used} rotations, {events} reuses", kinds)
