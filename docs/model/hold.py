"""Randomised model of the hold / pay / settle / confirm / release / cancel protocols (data-model.md): cancelling takes a
fee and frees seats and standing itself, as the consumers do later; some concerts end a hold when the balance is short.
Some wishes are for the best available seats, in rounds that each have an id of their own; an operator blocks seats. A
buyer keeps fewer seats of a hold; a card's intent was begun for an amount; a sweep frees what nobody lists.
Each `yield` is a point where another process may run, the process may die, or the SDK may repeat the write.
Usage: python3 hold.py [seeds] [first seed]. Broken on purpose: --no-round-tombstone (the next round begins while the last
one's id can still live), --no-choice (a repeat picks anew, whatever the request before it picked), --keep-intent (a card
payment that was begun for more seats can still be completed), --no-amount (money that nobody asked for pays whatever is
held), --status-only (a refused write to keep fewer is taken for an own one by its status and version), --no-heal (what an
entry counts is never corrected), --shrink-first (the entry before the reservation)."""
import random, sys

SAME_BODY = "--same-body" in sys.argv  # a key always comes with the same request
ROUND_TOMBSTONE, CHOICE = "--no-round-tombstone" not in sys.argv, "--no-choice" not in sys.argv
KEEP_INTENT, NO_AMOUNT, STATUS_ONLY = "--keep-intent" in sys.argv, "--no-amount" in sys.argv, "--status-only" in sys.argv
HEAL, SHRINK_FIRST = "--no-heal" not in sys.argv, "--shrink-first" in sys.argv
ROUNDS = 4
TERMINAL = {"EXPIRED", "FAILED", "CANCELLED", "REFUNDED"}

class World:
    def __init__(s, rng):
        s.rng, s.now = rng, 1000.0
        s.blocks, s.R, s.standing, s.wallet, s.lines = {}, {}, {}, {}, {}
        s.bus, s.violations, s.timers = [], [], []
        s.died = set()  # whose requests to hold died
        s.choices, s.tried = {}, {}  # of rounds: what was chosen, and what was ever tried

    # --- store operations: atomic; `retry` repeats a committed write and returns the second answer
    def maybe_twice(s, op):
        r = op()
        if s.rng.random() < 0.08: r = op()
        return r

    def block_update(s, b, sets, conds):
        """conds: list of (seat, allowed values incl. None). Returns (ok, ALL_OLD)."""
        def op():
            blk = s.blocks.setdefault(b, {})
            old = dict(blk)
            if all(blk.get(k) in ok for k, ok in conds):
                for k, v in sets.items():
                    if (blk.get(k) or "")[:1] == "!" and v is not None and v != blk[k]: s.violations.append(f"blocked {b}{k} became {v}")
                    if v is None: blk.pop(k, None)
                    else: blk[k] = v
                return True, old
            return False, old
        return s.maybe_twice(op)

    def r_put(s, rid, item):
        def op():
            if rid in s.R: return False, dict(s.R[rid])
            s.R[rid] = dict(item, v=1); s.emit(rid, None, s.R[rid]); return True, None
        return s.maybe_twice(op)

    def r_cas(s, rid, seen_v, change):
        def op():
            cur = s.R.get(rid)
            if cur is None or cur["v"] != seen_v: return False, cur and dict(cur)
            old = dict(cur); cur.update(change); cur["v"] += 1; s.emit(rid, old, cur); return True, old
        return s.maybe_twice(op)

    def emit(s, rid, old, new):
        os, ns = (old or {}).get("status"), new["status"]
        ev = None
        if os != ns:
            if ns == "PENDING": ev = ("timer", rid)
            if ns == "PAID": ev = ("confirm", rid)
            if ns in TERMINAL and new.get("seats"): ev = ("release", rid, dict(new))
        if ev:
            for _ in range(1 + (s.rng.random() < 0.3)): s.bus.append([s.now + s.rng.choice([0.1, 0.5, 2, 30, 400, 2000]) * s.rng.random(), ev])
        s.check()

    def check(s):
        owner = {}
        for rid, r in s.R.items():
            if r["status"] in ("PAID", "CONFIRMED", "PAYING"):
                for seat in r["seats"]:
                    if r["status"] != "PAYING" and owner.get(seat, rid) != rid: s.violations.append(f"seat {seat} owned by {owner[seat]} and {rid}")
                    if r["status"] != "PAYING": owner[seat] = rid
            if r.get("card") is not None and r["card"] != r["amount"]: s.violations.append(f"{rid} of {r['amount']} paid {r['card']} by card")
            entry = s.standing.get(r.get("person"), {"e": {}})["e"].get(rid)
            if entry and r["status"] not in TERMINAL and (entry.get("ended") or entry["n"] < len(r["seats"])):
                s.violations.append(f"{rid} counts {entry} for {len(r['seats'])} seats")

def own(val, rid): return val is not None and val.endswith(rid) and val[0] in "H~"
def H(until, rid): return f"H{until:09.2f}{rid}"
def until_of(v): return float(v[1:10])
def rid_of(v): return v[10:] if v[0] == "H" else v[1:]

def settle(w, rid, now):
    """-> ended?"""
    for _ in range(6):
        yield
        r = w.R.get(rid)
        if r is None:
            yield
            ok, old = w.r_put(rid, {"status": "EXPIRED", "seats": [], "tomb": True})
            if ok or (old and old.get("tomb")): return True
            continue
        r = dict(r)
        if r["status"] in TERMINAL: return True
        if r["status"] == "PENDING" and r["expiresAt"] <= now():
            yield
            ok, old = w.r_cas(rid, r["v"], {"status": "EXPIRED"})
            if ok: return True
            continue
        return r
    return False

def release_own(w, rid, keep, blocks):
    """REMOVE own strings (H or ~) not listed in keep, exact, per block."""
    for b in blocks:
        for _ in range(6):
            yield
            blk = dict(w.blocks.get(b, {}))
            mine = {k: v for k, v in blk.items() if own(v, rid) and (b, k) not in keep}
            if not mine: break
            yield
            ok, _o = w.block_update(b, {k: None for k in mine}, [(k, (v,)) for k, v in mine.items()])
            if ok: break

def hold(w, person, seats, rid, req, hold_s, limit, now, out):
    yield
    r = w.R.get(rid)
    if r:
        out.append(("409",) if is_over(r, req) else ("exists", dict(r))); return
    blocks = {}
    for b, k in seats: blocks.setdefault(b, []).append(k)
    until, claimed = None, []

    def rollback(why):
        yield
        ok, old = w.r_put(rid, {"status": "FAILED", "seats": [], "tomb": True, "req": req, "why": why})
        if ok or (old and old.get("tomb")):
            yield from release_own(w, rid, set(), claimed + [cur[0]] if cur else claimed)
            return False
        if old["status"] in TERMINAL or old.get("req") != req:
            yield from release_own(w, rid, set(old["seats"]), list(blocks))
            return False
        yield from release_own(w, rid, set(old["seats"]), list(blocks))
        out.append(("ok", dict(old))); return True

    cur = None
    for b in sorted(blocks):
        cur = (b,)
        extra = {}
        for _try in range(8):
            if until is None: until = round(now() + hold_s, 2)
            mine = H(until, rid)
            yield
            ok, old = w.block_update(b, {k: mine for k in blocks[b]}, [(k, (None, mine) + ((extra[k],) if k in extra else ())) for k in blocks[b]])
            if ok: break
            bad = None
            retry = False
            for k in blocks[b]:
                v = old.get(k)
                if v is None or v == mine: continue
                if own(v, rid):
                    if v[0] == "~": out.append(("exists", dict(w.R.get(rid) or {}))); return
                    if until_of(v) <= now():
                        yield from settle(w, rid, now); out.append(("410",)); return
                    if not claimed: until = until_of(v); retry = True; continue
                    bad = k; break
                if v[0] == "H" and until_of(v) <= now():
                    ended = yield from settle(w, rid_of(v), now)
                    if isinstance(ended, dict): ended = (b, k) not in ended["seats"]
                    if ended: extra[k] = v; retry = True; continue
                bad = k; break
            if bad is not None or not retry:
                if claimed:
                    if (yield from rollback("409")): return
                out.append(("409",)); return
        else:
            if claimed:
                if (yield from rollback("503")): return
            out.append(("503",)); return
        claimed.append(b)
    cur = None
    # standing
    for _ in range(10):
        yield
        st = w.standing.setdefault(person, {"v": 0, "e": {}})
        e, v = {k: dict(x) for k, x in st["e"].items()}, st["v"]
        if rid in e and e[rid]["req"] != req:  # the key came with another request: 422
            if (yield from rollback("422")): return
            out.append(("422",)); return
        n = 0
        for orid, x in e.items():
            if orid == rid or x.get("ended"): continue
            if x["until"] <= now():
                lives = yield from settle(w, orid, now)
                if lives is True: continue
                if HEAL and isinstance(lives, dict): x["n"] = len(lives["seats"])
            n += x["n"]
        if n + len(seats) > limit:
            if (yield from rollback("limit")): return
            out.append(("limit",)); return
        yield
        st = w.standing[person]
        if st["v"] == v:
            e[rid] = {"n": len(seats), "until": until, "req": req}; w.standing[person] = {"v": v + 1, "e": e}; break
    yield
    ok, old = w.r_put(rid, {"status": "PENDING", "seats": list(seats), "expiresAt": until, "person": person, "amount": 10 * len(seats), "req": req})
    if not ok and old["status"] in TERMINAL and not old.get("tomb"):  # cancelled meanwhile: our entry must not count
        yield from release_own(w, rid, set(), list(blocks))
        yield from end_entry(w, person, rid)
        out.append(("410",)); return
    if ok or (old.get("req") == req and old["status"] not in TERMINAL and not old.get("tomb")):
        if not ok:
            yield from release_own(w, rid, set(old["seats"]), list(blocks))
            if HEAL: yield from shrink_entry(w, person, rid, len(old["seats"]))
        out.append(("ok", dict(w.R[rid]))); return
    yield from release_own(w, rid, set(old["seats"]) if old["status"] not in TERMINAL else set(), list(blocks))
    if old["status"] in TERMINAL: yield from end_entry(w, person, rid)
    out.append(("409",) if is_over(old, req) else ("410",))

def is_over(r, req):
    """Whether a round ended with seats taken, so that the next one may begin."""
    return bool(r.get("tomb")) and r["status"] == "FAILED" and r.get("req") == req and r.get("why") == "409"

def round_id(rid, no): return rid if no == 0 else f"{rid}b{no}"

def best(w, person, n, rid, hold_s, limit, now, out, view=None):
    """The best of what a look showed, which may be old: chosen once for each round, whoever comes under its key. A refused
    round is over by its tombstone before the next."""
    req = ("best", n)
    for no in range(ROUNDS):
        this = round_id(rid, no)
        yield
        r, counted = w.R.get(this), this in w.standing.get(person, {"e": {}})["e"]
        if r:
            if not is_over(r, req): out.append(("exists", dict(r))); return
            if counted: yield from end_entry(w, person, this)
            continue
        if view is None: view = {b: dict(blk) for b, blk in w.blocks.items()}
        yield
        free = [s for s in w.seats if (v := view.get(s[0], {}).get(s[1])) is None or (v[0] == "H" and until_of(v) <= now())]
        group = None if len(free) < n else tuple(free[:n] if no == 0 else w.rng.sample(free, n))
        if CHOICE:  # put if absent, or only read when nothing was found: the map shows an own claim as held
            yield
            if group: w.maybe_twice(lambda: w.choices.setdefault(this, (req, group)))
            there = w.choices.get(this)
            if there and there[0] != req: out.append(("422",)); return
            group = there and there[1]
        if not group: out.append(("none",)); return
        w.tried.setdefault(this, set()).add(group)
        got = []
        yield from hold(w, person, group, this, req, hold_s, limit, now, got)
        if not got: return
        if got[0][0] not in ("409", "ok", "exists"):  # what is under the id decides, whatever the refusal
            yield
            r = w.R.get(this)
            if r and not is_over(r, req) and r["status"] not in TERMINAL: out.append(("exists", dict(r))); return
            if not r or not is_over(r, req):
                mine = [x for i in range(ROUNDS) if (x := w.R.get(round_id(rid, i))) and x["status"] not in TERMINAL and x.get("req") == req]
                if got[0][0] == "limit" and mine: w.violations.append(f"{this} told limit, but its key has seats")
                out.extend(got); return
        elif got[0][0] != "409": out.extend(got); return
        if ROUND_TOMBSTONE:
            yield
            ok, old = w.r_put(this, {"status": "FAILED", "seats": [], "tomb": True, "req": req, "why": "409"})
            if not ok and not is_over(old, req): out.append(("exists", dict(old))); return
            if counted: yield from end_entry(w, person, this)
        for b in sorted({b for b, _ in group}):
            yield
            view[b] = dict(w.blocks.get(b, {}))
        for b, k in group: view.setdefault(b, {}).setdefault(k, "~taken") if w.rng.random() < 0.5 else None
    out.append(("none",))

def block_seat(w, seat, name, now):
    """An operator takes a free seat off sale: as a claim does, also over a hold whose reservation has ended."""
    b, k = seat
    over = ()
    for _ in range(4):
        yield
        ok, old = w.block_update(b, {k: "!" + name}, [(k, (None, "!" + name) + over)])
        if ok: return
        v = old.get(k)
        if v is None or v[0] != "H" or until_of(v) > now(): return
        ended = yield from settle(w, rid_of(v), now)
        if isinstance(ended, dict): ended = (b, k) not in ended["seats"]
        if not ended: return
        over = (v,)

def unblock(w, seat, name):
    yield
    w.block_update(seat[0], {seat[1]: None}, [(seat[1], ("!" + name,))])

def pay(w, rid, now):
    for _ in range(8):
        yield
        r = w.R.get(rid); r = r and dict(r)
        if not r or r["status"] in TERMINAL: return
        if r["status"] in ("PAID", "CONFIRMED"): return
        yield
        wal = dict(w.wallet[r["person"]])
        if wal["b"] < r["amount"]:
            if not w.release_if_short or r["status"] != "PENDING" or r["expiresAt"] <= now(): return
            yield
            if w.r_cas(rid, r["v"], {"status": "FAILED"})[0]: return
            continue
        yield
        # one transaction
        cur, cw = w.R.get(rid), w.wallet[r["person"]]
        if cw["v"] == wal["v"] and cur["status"] == "PENDING" and cur["expiresAt"] > now() and cur["v"] == r["v"]:
            w.wallet[r["person"]] = {"b": wal["b"] - r["amount"], "v": wal["v"] + 1}
            w.lines[(r["person"], wal["v"] + 1)] = ("PAYMENT", -r["amount"])
            old = dict(cur); cur.update(status="PAID", wv=wal["v"] + 1); cur["v"] += 1; w.emit(rid, old, cur)
            return
        if cur["status"] == "PENDING" and cur["expiresAt"] <= now(): return

def confirm(w, rid):
    yield
    r = w.R.get(rid)
    if not r or r["status"] != "PAID": return
    r = dict(r); h = H(r["expiresAt"], rid)
    by = {}
    for b, k in r["seats"]: by.setdefault(b, []).append(k)
    for b in sorted(by):
        yield
        ok, old = w.block_update(b, {k: "~" + rid for k in by[b]}, [(k, (h, "~" + rid)) for k in by[b]])
        if not ok:
            yield  # refund in one transaction, if R is still what we saw
            cur = w.R[rid]
            if cur["v"] == r["v"]: w.violations.append(f"confirm lost a seat: {rid} {[old.get(k) for k in by[b]]}")
            return
    yield
    w.r_cas(rid, r["v"], {"status": "CONFIRMED"})

def keep_fewer(w, rid, wish, now):
    """What remains is named, so a repeat finds it done. The reservation decides; block and entry follow, and who dies before
    leaves a claim that nobody lists and an entry that counts too much."""
    for _ in range(8):
        yield
        r = w.R.get(rid); r = r and dict(r)
        if not r or r.get("tomb") or r["status"] != "PENDING" or r["expiresAt"] <= now(): return
        kept = tuple(x for x in r["seats"] if x in wish)
        if not kept or len(kept) < len(wish): return
        if SHRINK_FIRST: yield from shrink_entry(w, r["person"], rid, len(kept))
        if len(kept) == len(r["seats"]): break
        yield
        mark = object()  # as the log's newest entry names the request
        ok, old = w.r_cas(rid, r["v"], {"seats": kept, "amount": 10 * len(kept), "mark": mark, **({} if KEEP_INTENT else {"intent": None})})
        if ok or (old["v"] == r["v"] + 1 and old["status"] == "PENDING" and (STATUS_ONLY or old.get("mark") is mark)): break
    else: return
    yield from release_own(w, rid, set(kept), sorted({b for b, _ in r["seats"]}))
    if HEAL: yield from shrink_entry(w, r["person"], rid, len(kept))

def shrink_entry(w, person, rid, n):
    yield
    st = w.standing.get(person)
    if st and rid in st["e"] and st["e"][rid]["n"] > n: st["e"][rid]["n"] = n; st["v"] += 1

def sweep(w):
    """Each minute: frees what living reservations have and do not list."""
    for b in list(w.blocks):
        yield
        for rid in sorted({rid_of(v) for v in w.blocks[b].values() if v[0] in "H~"}):
            yield
            r = w.R.get(rid)
            if not r or r["status"] in TERMINAL: continue
            seats = set(r["seats"])
            if any(own(v, rid) and (b, k) not in seats for k, v in w.blocks[b].items()): yield from release_own(w, rid, seats, [b])

def by_card(w, rid, now):
    """Begins a payment by card, and completes it a while later; the gateway may take the money unasked."""
    yield
    r = dict(w.R[rid])
    if r["status"] != "PENDING" or r["expiresAt"] <= now(): return
    amount, pid = r["amount"], f"{rid}c{r['v']}"
    yield
    if not w.r_cas(rid, r["v"], {"intent": pid})[0] and w.R[rid].get("intent") != pid: return
    for _ in range(w.rng.randint(0, 30)): yield
    if w.rng.random() < 0.15:  # taken by a channel that approves by itself
        r = w.R[rid]
        yield
        if r["status"] == "PENDING" and r["expiresAt"] > now() and (NO_AMOUNT or r["amount"] == amount):
            w.r_cas(rid, r["v"], {"status": "PAID", "card": amount})
        return
    r = dict(w.R[rid])
    if r["status"] != "PENDING" or r["expiresAt"] <= now() or r.get("intent") != pid: return
    yield
    if w.r_cas(rid, r["v"], {"status": "PAYING", "card_amount": amount})[0]: yield from settle_card(w, rid, now)

def settle_card(w, rid, now):
    yield
    r = dict(w.R[rid])
    if r["status"] != "PAYING": return
    yield
    if w.rng.random() < 0.5: w.r_cas(rid, r["v"], {"status": "PAID", "card": r["card_amount"]})
    else: w.r_cas(rid, r["v"], {"status": "PENDING" if r["expiresAt"] > now() else "EXPIRED"})

def cancel(w, rid, now):
    yield
    r = w.R.get(rid)
    if not r: return
    r = dict(r)
    if r["status"] == "CANCELLED":  # asked again: finishes what the first request left
        yield from release(w, rid, r); return
    if r["status"] == "PENDING":
        if r["expiresAt"] <= now(): return
        yield
        if w.r_cas(rid, r["v"], {"status": "CANCELLED"})[0]: yield from release(w, rid, r)
        return
    if r["status"] != "CONFIRMED": return
    if r.get("card"):  # its money goes back to the card
        yield
        if w.r_cas(rid, r["v"], {"status": "CANCELLED"})[0]: yield from release(w, rid, r)
        return
    yield
    wal = dict(w.wallet[r["person"]])
    yield
    cur, cw = w.R[rid], w.wallet[r["person"]]
    if cw["v"] == wal["v"] and cur["v"] == r["v"]:
        fee = r["amount"] * w.rng.choice([0, 10, 30, 33]) // 100
        w.wallet[r["person"]] = {"b": wal["b"] + r["amount"] - fee, "v": wal["v"] + 1}
        w.lines[(r["person"], wal["v"] + 1)] = ("REFUND", r["amount"] - fee)
        old = dict(cur); cur.update(status="CANCELLED", fee=fee); cur["v"] += 1; w.emit(rid, old, cur)
        yield from release(w, rid, r)

def release(w, rid, ev):
    blocks = sorted({b for b, _ in ev["seats"]})
    yield from release_own(w, rid, set(), blocks)
    yield from end_entry(w, ev["person"], rid)

def end_entry(w, person, rid):
    yield
    st = w.standing.get(person)
    if st and rid in st["e"] and not st["e"][rid].get("ended"): st["e"][rid]["ended"] = True; st["v"] += 1

def timer(w, rid, now):
    """one delivery: settles if due, watchdog"""
    yield
    r = w.R.get(rid)
    if not r or r["status"] in TERMINAL or r["status"] == "CONFIRMED": return
    if r["status"] == "PAID": yield from confirm(w, rid)
    elif r["status"] == "PAYING": yield from settle_card(w, rid, now)
    elif r["expiresAt"] <= now(): yield from settle(w, rid, now)
    if w.now < 5000: w.bus.append([w.now + 20 + 40 * w.rng.random(), ("timer", rid)])

def run(seed):
    rng = random.Random(seed); w = World(rng)
    people = [f"p{i}" for i in range(rng.randint(2, 4))]
    start = rng.choice([25, 60]); w.release_if_short = rng.random() < 0.5
    for p in people: w.wallet[p] = {"b": start, "v": 0}
    seats = w.seats = [(b, k) for b in "ABC"[: rng.randint(2, 3)] for k in "xyz"[: rng.randint(1, 3)]]
    blockings, views, bests = 0, [None], {}
    limit = rng.choice([2, 4]); hold_s = rng.choice([2, 6, 30])
    procs, n = [], 0
    message = {}  # a consumer that dies gets its message again, as SQS does
    def clock():
        sk = rng.choice([0, 0, 0, 5, -5, 2, -2]); return lambda: w.now + sk
    t_end = 60
    ids, wants = {}, {}
    while True:
        w.now += rng.random() * rng.choice([0.05, 0.3, 1.5])
        if w.now - 1000 < t_end and rng.random() < 0.25:
            p = rng.choice(people); want = tuple(rng.sample(seats, rng.randint(1, min(3, len(seats)))))
            key = (p, rng.randint(0, 3))
            rid = ids.setdefault(key, f"r{len(ids):02d}{p}"); want = wants.setdefault(key, want) if SAME_BODY else want
            out, twins = [], 1 + (rng.random() < 0.35)
            if rng.random() < 0.5:
                n_best = bests.setdefault(key, rng.randint(1, 3))
                views.append(rng.choice([None, {b: dict(blk) for b, blk in w.blocks.items()}]))
                for _ in range(twins):
                    seen = rng.choice(views[-3:])  # looks of now and of a while ago
                    procs.append(best(w, p, n_best, rid, hold_s, limit, clock(), out, seen and {b: dict(blk) for b, blk in seen.items()}))
            else:
                for _ in range(twins): procs.append(hold(w, p, want, rid, want, hold_s, limit, clock(), out))
        if w.now - 1000 < t_end and rng.random() < 0.04:
            seat = rng.choice(seats); blockings += 1
            procs.append(block_seat(w, seat, f"k{blockings}", clock()) if rng.random() < 0.5 else unblock(w, seat, f"k{rng.randint(1, blockings)}"))
        if rng.random() < 0.2 and w.R:
            rid = rng.choice(list(w.R)); c = clock()
            procs.append(pay(w, rid, c) if rng.random() < 0.7 else cancel(w, rid, c) if rng.random() < 0.5 else settle(w, rid, c))
        if rng.random() < 0.12 and w.R:
            rid = rng.choice(list(w.R)); held = list(w.R[rid]["seats"])
            wish = set(rng.sample(held, rng.randint(1, len(held)))) if held else set()
            for _ in range(1 + (rng.random() < 0.2)): procs.append(keep_fewer(w, rid, wish, clock()))
            if rng.random() < 0.4: procs.append(by_card(w, rid, clock()))
        if rng.random() < 0.03: procs.append(sweep(w))
        due = [e for e in w.bus if e[0] <= w.now]
        for e in due:
            w.bus.remove(e); ev = e[1]
            g = timer(w, ev[1], clock()) if ev[0] == "timer" else confirm(w, ev[1]) if ev[0] == "confirm" else release(w, ev[1], ev[2])
            procs.append(g); message[id(g)] = ev
        for _ in range(rng.randint(1, 8)):
            if not procs: break
            i = rng.randrange(len(procs)); g = procs[i]
            crash = rng.random() < 0.01 and w.now - 1000 < t_end
            try:
                if crash:
                    if g.gi_frame and g.__name__ in ("hold", "best"): w.died.add(g.gi_frame.f_locals["rid"])
                    if id(g) in message: w.bus.append([w.now + 30 * rng.random(), message[id(g)]])
                    raise StopIteration
                next(g)
            except StopIteration: procs.pop(i); message.pop(id(g), None)
        n += 1
        if w.now - 1000 > t_end and not procs and not w.bus: break
        if n > 60000: w.violations.append("no quiescence"); break
        if w.now - 1000 > t_end and not procs: w.now = max(w.now, min((e[0] for e in w.bus), default=w.now))
    # quiescence checks
    for rid, r in w.R.items():
        if r["status"] == "PAID": w.violations.append(f"{rid} stuck PAID")
        if r["status"] == "PAYING": w.violations.append(f"{rid} stuck PAYING")
        if r["status"] == "PENDING": w.violations.append(f"{rid} stuck PENDING")
        if r["status"] == "CONFIRMED":
            for b, k in r["seats"]:
                if w.blocks[b].get(k) != "~" + rid: w.violations.append(f"{rid} CONFIRMED but seat {b}{k} reads {w.blocks[b].get(k)}")
    for b, blk in w.blocks.items():
        for k, v in blk.items():
            if v[0] == "~" and w.R.get(rid_of(v), {}).get("status") != "CONFIRMED": w.violations.append(f"{b}{k} sold to {v} which is {w.R.get(rid_of(v),{}).get('status')}")
            if v[0] == "H" and until_of(v) > 1000 + t_end + hold_s + 8: w.violations.append("held beyond time")
    for rid, groups in w.tried.items():  # a person never has two groups of one round
        if len(groups) > 1: w.violations.append(f"{rid} tried {len(groups)} groups of seats in one round")
    for (p, _k), rid in ids.items():  # one key: one reservation, in whatever round; asked again, it is found
        made = [r for no in range(ROUNDS) if (r := w.R.get(round_id(rid, no))) and not r.get("tomb")]
        if len(made) > 1: w.violations.append(f"{rid} made {len(made)} reservations under one key")
        if not made or made[0]["req"][:1] != ("best",): continue
        out, before = [], len(w.R)
        for _ in best(w, p, made[0]["req"][1], rid, hold_s, limit, lambda: w.now, out): pass
        if len(made[0]["seats"]) > made[0]["req"][1]: w.violations.append(f"{rid} grew")
        if out[:1] != [("exists", made[0])] or len(w.R) != before: w.violations.append(f"{rid} asked again got {out[:1]}")
    w.now += 100
    for p in people:  # what counts is what is had: the rest of the limit can still be held
        had = sum(len(r["seats"]) for r in w.R.values() if r.get("person") == p and r["status"] == "CONFIRMED")
        free = [x for x in seats if (v := w.blocks.get(x[0], {}).get(x[1])) is None or v[0] == "H"]
        rest, out = min(limit - had, len(free), 8), []
        if rest <= 0: continue
        for _ in hold(w, p, tuple(free[:rest]), f"last{p}", ("last",), hold_s, limit, lambda: w.now, out): pass
        if not out or out[0][0] != "ok": w.violations.append(f"{p} of {had} may not have {rest} more: {out}")
        w.now += 100
    for b, blk in list(w.blocks.items()):
        for k in list(blk):
            if blk[k][0] == "~": continue
            if blk[k][0] == "!":  # nobody but the operator puts it back on sale
                for _ in unblock(w, (b, k), blk[k][1:]): pass
            out = []
            w.standing.pop("next", None)
            for _ in hold(w, "next", ((b, k),), f"n{b}{k}next", ("x",), hold_s, 99, lambda: w.now, out): pass
            if not out or out[0][0] != "ok": w.violations.append(f"never free {b}{k}: {blk[k]} {out}")
    for p in people:
        bal = start + sum(x[1] for (q, _), x in w.lines.items() if q == p)
        paid = sum(r["amount"] if r["status"] in ("PAID", "CONFIRMED") else r.get("fee", 0) for r in w.R.values() if r.get("person") == p and not r.get("card"))
        if bal != w.wallet[p]["b"] or start - paid != w.wallet[p]["b"] or w.wallet[p]["b"] < 0: w.violations.append(f"money of {p}: {w.wallet[p]} lines {bal} paid {paid}")
        conf = sum(len(r["seats"]) for r in w.R.values() if r.get("person") == p and r["status"] == "CONFIRMED")
        if conf > limit: w.violations.append(f"{p} bought {conf} > limit {limit}")
    for p in people:  # who cancelled counts for nothing: no entry of an ended reservation is left, unless its twin died
        for rid, x in w.standing.get(p, {"e": {}})["e"].items():
            if any(rid.startswith(one) for one in w.died): continue  # it counts until its time is over
            if w.R.get(rid, {}).get("status") == "CANCELLED" and not x.get("ended"): w.violations.append(f"{rid} cancelled but counts for {p}")
    kinds = {s: sum(r["status"] == s for r in w.R.values()) for s in ("CONFIRMED", "CANCELLED", "FAILED")}
    later = [r for rid, r in w.R.items() if rid[-2:-1] == "b" and not r.get("tomb")]
    kinds["LATER_ROUND"] = len(later)
    kinds["FEWER"] = sum("mark" in r for r in w.R.values())
    kinds["FEWER_SOLD"] = sum("mark" in r and r["status"] == "CONFIRMED" for r in w.R.values())
    kinds["BY_CARD"] = sum(r.get("card") is not None for r in w.R.values())
    return w.violations, kinds, len(w.R)

if __name__ == "__main__":
    args = [int(a) for a in sys.argv[1:] if a.isdigit()] + [2000, 0][len([a for a in sys.argv[1:] if a.isdigit()]):]; N, first = args[0], args[1]
    bad = rs = 0; kinds, ends = {}, {}
    for s in range(first, first + N):
        v, e, r = run(s); rs += r
        for k in e: ends[k] = ends.get(k, 0) + e[k]
        if v:
            bad += 1
            if bad <= 8: print(s, v[:2])
            k = " ".join(v[0].split()[1:3]); kinds[k] = kinds.get(k, 0) + 1
    print(f"{N} seeds, {bad} with violations, {rs} reservations", ends, kinds)
