"""Randomised model of card payments (docs/design/data-model.md, Card): one seat, a buyer who pays by card (and maybe from
the wallet, and maybe cancels the ticket), thieves, a gateway whose answers get lost or come late, webhooks, the
watchdog, reconciliation. A payment id is confirmed once: who tries again gets a new one. Workers die anywhere.
Rules left out are found (--mut=): no-open (the payment's own condition), no-lease (a refund asked for by one at a time),
failed-is-final (a declined or unused payment is looked at no more). decline-by-answer and any-transaction (who takes the
gateway's refusal, or a window opened once more, for the outcome) cost no money, as late money goes back, but tickets.
Usage: python3 card.py [seeds] [first] [--mut=NAME]"""
import random, sys
MUT = next((a[6:] for a in sys.argv if a.startswith("--mut=")), "")
END = {"EXPIRED", "FAILED", "CANCELLED", "REFUNDED"}
TOTAL, FEE = 100, 30

class Gateway:
    """One payment id. Truth: captured once or never; refunded is what went back. `shown` is the newest transaction's state."""
    def __init__(g, w): g.w, g.captured, g.refunded, g.failed, g.late, g.returns, g.confirms, g.shown = w, False, 0, False, [], [], 0, None
    def see(g):
        """what GET says: state, whether a cancellation is under way, and whether the newest transaction is the one we confirm"""
        if g.captured: return ("CANCELLED" if g.refunded == TOTAL else "PARTIAL" if g.refunded else "PAID"), bool(g.returns), True
        if g.shown: return g.shown, False, False
        return ("FAILED" if g.failed else "READY"), False, True
    def confirm(g):
        g.confirms += 1
        r = g.w.rng.random()
        if g.captured: return "already"
        if r < 0.40: g.capture(); return "ok"
        if r < 0.55: g.capture(); return "lost"
        if r < 0.70: g.late.append(g.w.now + g.w.rng.uniform(1, 400)); return "lost"
        if r < 0.75: g.late.append(g.w.now + g.w.rng.uniform(1, 400)); return "declined"   # the provider timed out, and took it all the same
        if r < 0.90: g.failed = True; return "declined"
        if r < 0.95: g.failed = True; return "lost"
        return "lost"                                                                       # never arrived
    def capture(g):
        if not g.captured: g.captured = True; g.w.hook(g)
    def step(g):
        for t in [t for t in g.late if t <= g.w.now]: g.late.remove(t); g.capture()
        for t, amount in [x for x in g.returns if x[0] <= g.w.now]:
            g.returns.remove((t, amount)); g.refunded += amount; g.w.hook(g)
    def cancel(g, amount, cancellable):
        """compare-and-set on what is left; a requested one counts only once it is done"""
        if not g.captured or TOTAL - g.refunded != cancellable: return "refused"
        if g.w.rng.random() < 0.3: g.returns.append((g.w.now + g.w.rng.uniform(1, 200), amount)); return "requested"
        g.refunded += amount; g.w.hook(g)
        return "ok" if g.w.rng.random() < 0.7 else "lost"

class World:
    def __init__(w, rng):
        w.rng, w.now = rng, 1000.0
        w.seat, w.R, w.P, w.bad, w.bus = None, {}, {}, [], []
        w.g, w.wallet = {}, {}
    def hook(w, g):
        p = next((p for p in w.g if w.g[p] is g), None)
        for _ in range(w.rng.choice([0, 1, 1, 2])): w.bus.append([w.now + w.rng.choice([0.1, 3, 60, 400]) * w.rng.random(), "look:" + str(p)])

def settle(w, rid, now):
    for _ in range(5):
        yield
        if rid not in w.R: w.R[rid] = R("EXPIRED", 0, None)
        r = dict(w.R[rid])
        if r["status"] in END: return True
        if r["status"] == "PENDING" and r["exp"] <= now():
            yield
            if w.R[rid]["v"] == r["v"]: w.R[rid].update(status="EXPIRED", v=r["v"] + 1); return True
            continue
        return False
    return False

def R(status, exp, who): return {"status": status, "exp": exp, "v": 1, "who": who, "by": None, "intent": None, "n": 0, "until": 0}

def hold(w, rid, who, now, secs):
    """-> True when rid is alive on the seat"""
    for _ in range(5):
        yield
        if rid in w.R: return w.R[rid]["status"] not in END
        old = w.seat
        yield
        exp = now() + secs
        if old is None or old[0] == rid: pass
        elif old[2] == "~": return False
        elif old[1] <= now():
            if not (yield from settle(w, old[0], now)): return False
        else: return False
        yield
        if w.seat != old: continue
        if old and old[0] == rid: exp = old[1]
        w.seat = (rid, exp, "H")
        yield
        if rid in w.R: return w.R[rid]["status"] not in END
        w.R[rid] = R("PENDING", exp, who)
        return True
    return False

def confirm_seat(w, rid):
    yield
    r = dict(w.R[rid])
    if r["status"] != "PAID": return
    h = (rid, r["exp"])
    yield
    if w.seat and w.seat[:2] == h: w.seat = (rid, r["exp"], "~")
    elif not (w.seat and w.seat[0] == rid) and w.R[rid]["v"] == r["v"]: w.bad.append(f"paid {rid} lost its seat to {w.seat}")
    yield
    if w.R[rid]["status"] == "PAID": w.R[rid].update(status="CONFIRMED", v=w.R[rid]["v"] + 1)

def release(w, rid):
    yield
    if w.seat and w.seat[0] == rid and w.R.get(rid, {}).get("status") in END: w.seat = None

def intent(w, rid, now):
    """one live intent for each reservation; a new one when the last was refused"""
    yield
    r = w.R.get(rid); r = r and dict(r)
    if not r or r["status"] != "PENDING" or r["exp"] <= now(): return
    old = w.P.get(r["intent"])
    if old and old["status"] == "OPEN": return
    yield
    cur = w.R[rid]
    if cur["v"] != r["v"]: return
    pid = f"{rid}/P{r['n'] + 1}"
    w.P[pid] = {"status": "OPEN", "v": 1, "for": rid, "amount": 0, "lease": 0}; w.g[pid] = Gateway(w)
    cur.update(intent=pid, n=r["n"] + 1, v=r["v"] + 1)

def complete(w, rid, now):
    """the last gate: reservation and payment move in one transaction; only who moved them calls the gateway"""
    yield
    r = w.R.get(rid); r = r and dict(r)
    p = r and w.P.get(r["intent"]); p = p and dict(p)
    if not p or r["status"] != "PENDING" or r["exp"] <= now() or p["status"] != "OPEN": return
    pid = r["intent"]
    yield
    cur, pay = w.R[rid], w.P[pid]
    if cur["v"] != r["v"] or pay["v"] != p["v"]: return
    cur.update(status="PAYING", until=now() + 60, v=r["v"] + 1); pay.update(status="CONFIRMING", v=p["v"] + 1)
    yield
    answer = w.g[pid].confirm()
    yield
    if MUT == "decline-by-answer" and answer == "declined": yield from decline(w, pid, now)
    else: yield from look(w, pid, now)

def decline(w, pid, now):
    """the payment is over; its reservation goes back to what it was, if it still waits for this payment"""
    yield
    p = dict(w.P[pid]); r = dict(w.R[p["for"]])
    if p["status"] != "CONFIRMING": return
    yield
    pay, cur = w.P[pid], w.R[p["for"]]
    if pay["v"] != p["v"] or cur["v"] != r["v"]: return
    pay.update(status="FAILED", v=p["v"] + 1)
    if cur["status"] == "PAYING" and cur["intent"] == pid: cur.update(status="PENDING" if cur["exp"] > now() else "EXPIRED", v=cur["v"] + 1)

def to_cancelling(w, p, pid, amount):
    yield
    cur = w.P[pid]
    if cur["v"] == p["v"]: cur.update(status="CANCELLING", amount=amount, v=p["v"] + 1)

def give_back(w, pid, now):
    """calls the gateway only under a lease of its own, and never when a cancellation is there already"""
    yield
    p = dict(w.P[pid])
    if p["status"] != "CANCELLING": return
    state, under_way, _ = w.g[pid].see()
    refunded = w.g[pid].refunded
    yield
    if refunded >= p["amount"]:
        if w.P[pid]["v"] == p["v"]: w.P[pid].update(status="CANCELLED", v=p["v"] + 1)
        return
    if under_way or refunded or p["lease"] > now(): return
    yield
    if MUT != "no-lease":
        if w.P[pid]["v"] != p["v"]: return
        lease = now() + 60
        w.P[pid].update(lease=lease, v=p["v"] + 1)
        # read again under the lease: who had it before may have asked meanwhile
        yield
        state, under_way, _ = w.g[pid].see()
        if under_way or w.g[pid].refunded: return
    yield
    # who slept too long leaves it: a call ends within its time limit, and clocks differ
    if MUT != "no-lease" and now() > lease - 20: return
    w.g[pid].cancel(p["amount"], TOTAL)

def look(w, pid, now):
    """the one worker: reads the payment at the gateway, and brings it on"""
    for _ in range(6):
        yield
        p = dict(w.P[pid])
        if p["status"] in ("APPLIED", "CANCELLED"): return
        if p["status"] == "CANCELLING": yield from give_back(w, pid, now); return
        state, _, same = w.g[pid].see()
        yield
        r = dict(w.R[p["for"]])
        if state == "READY" or state == "FAILED" and not same and MUT != "any-transaction":
            if p["status"] == "CONFIRMING" and r["status"] == "PAYING" and r["intent"] == pid and r["until"] <= now():
                yield
                cur = w.R[p["for"]]
                if cur["v"] == r["v"]: cur.update(status="FAILED", v=cur["v"] + 1)
            elif p["status"] == "OPEN" and r["status"] not in ("PENDING", "PAYING"):
                yield
                if w.P[pid]["v"] == p["v"]: w.P[pid].update(status="VOID", v=p["v"] + 1)
            return
        if state == "FAILED":
            if p["status"] == "CONFIRMING": yield from decline(w, pid, now)
            return
        if MUT == "failed-is-final" and p["status"] in ("FAILED", "VOID"): return
        done = yield from apply(w, p, pid, now)
        if done: return

def apply(w, p, pid, now):
    """a verified capture takes effect, once -> False: read again"""
    late = pid + "/late"
    for rid in (p["for"], late):
        yield
        r = w.R.get(rid); r = r and dict(r)
        if rid == late:
            alive = yield from hold(w, late, "buyer", now, 60)
            if not alive: yield from to_cancelling(w, p, pid, TOTAL); return False
            r = dict(w.R[late])
        if r["status"] in ("EXPIRED", "FAILED"): continue
        mine = r["status"] == "PENDING" and r["exp"] > now() or r["status"] == "PAYING" and r["intent"] == pid
        if not mine:
            if r["status"] == "PENDING": yield from settle(w, rid, now); return False
            yield from to_cancelling(w, p, pid, TOTAL); return False
        yield
        pay, cur = w.P[pid], w.R[rid]      # one transaction
        if (pay["v"] == p["v"] or MUT == "no-open") and cur["v"] == r["v"]:
            pay.update(status="APPLIED", v=pay["v"] + 1); cur.update(status="PAID", by=pid, v=cur["v"] + 1)
            w.bus.append([w.now + 1, "seat:" + rid]); return True
        return False
    return False

def watchdog(w, rid, now):
    yield
    r = w.R.get(rid)
    if not r or r["status"] in END | {"CONFIRMED"}: return
    r = dict(r)
    if r["status"] == "PAID": yield from confirm_seat(w, rid)
    elif r["status"] == "PENDING": yield from settle(w, rid, now)
    elif r["until"] <= now(): yield from look(w, r["intent"], now)

def wallet_pay(w, rid, now):
    yield
    r = w.R.get(rid); r = r and dict(r)
    if not r: return
    yield
    cur = w.R[rid]
    if cur["v"] == r["v"] and cur["status"] == "PENDING" and cur["exp"] > now():
        cur.update(status="PAID", by="wallet", v=cur["v"] + 1); w.bus.append([w.now + 1, "seat:" + rid])

def cancel_ticket(w, rid):
    """the buyer gives the ticket back, for a fee; card money is asked for in the same transaction"""
    yield
    r = w.R.get(rid); r = r and dict(r)
    if not r or r["status"] != "CONFIRMED": return
    p = w.P.get(r["by"]); p = p and dict(p)
    yield
    cur, pay = w.R[rid], w.P.get(r["by"])
    if cur["v"] != r["v"] or pay and pay["v"] != p["v"]: return
    cur.update(status="CANCELLED", v=r["v"] + 1)
    if pay: pay.update(status="CANCELLING", amount=TOTAL - FEE, v=p["v"] + 1)

def give_up(w, rid):
    yield
    r = w.R.get(rid); r = r and dict(r)
    yield
    if r and w.R[rid]["v"] == r["v"] and r["status"] == "PENDING": w.R[rid].update(status="CANCELLED", v=r["v"] + 1)

def run(seed):
    rng = random.Random(seed); w = World(rng); procs = []; thieves = 0
    def clock():
        sk = rng.choice([0, 0, 2, -2, 5, -5]); return lambda: w.now + sk
    procs.append(hold(w, "R1", "buyer", clock(), rng.choice([5, 20, 60, 200])))
    cancels = rng.random() < 0.3
    while True:
        w.now += rng.random() * rng.choice([0.2, 1, 4])
        for g in list(w.g.values()): g.step()
        if w.now < 1300:
            if rng.random() < 0.15: procs.append(intent(w, "R1", clock()))
            if rng.random() < 0.20: procs.append(complete(w, "R1", clock()))
            if rng.random() < 0.02: procs.append(wallet_pay(w, "R1", clock()))
            if rng.random() < 0.005: procs.append(give_up(w, "R1"))
            if rng.random() < 0.10: thieves += 1; procs.append(hold(w, f"T{thieves}", "thief", clock(), 10))
            if thieves and rng.random() < 0.15: procs.append(wallet_pay(w, f"T{rng.randint(1, thieves)}", clock()))
            for g in w.g.values():
                if rng.random() < 0.03: g.shown = rng.choice([None, "READY", "FAILED"])   # the buyer plays with the window
                if rng.random() < 0.001: g.capture()                                      # a channel that approves by itself
        else:
            for g in w.g.values(): g.shown = None
        if cancels and w.now < 3000 and rng.random() < 0.05: [procs.append(cancel_ticket(w, r)) for r in list(w.R) if w.R[r]["who"] == "buyer"]
        if rng.random() < 0.15 and w.now < 4000:
            for rid in list(w.R): procs.append(watchdog(w, rid, clock())); procs.append(release(w, rid))
            if rng.random() < 0.4: procs.extend(look(w, p, clock()) for p in list(w.P))
            for rid in list(w.R):
                if w.R[rid]["status"] == "PAID": procs.append(confirm_seat(w, rid))
        for e in [e for e in w.bus if e[0] <= w.now]:
            w.bus.remove(e); procs.append(look(w, e[1][5:], clock()) if e[1][0] == "l" else confirm_seat(w, e[1][5:]))
        for _ in range(rng.randint(1, 6)):
            if not procs: break
            i = rng.randrange(len(procs))
            try:
                if rng.random() < 0.02 and w.now < 2500: raise StopIteration
                next(procs[i])
            except StopIteration: procs.pop(i)
        if len(procs) > 60: procs = procs[-60:]
        live = [r for r, x in w.R.items() if x["status"] in ("PAID", "CONFIRMED")]
        if len(live) > 1: w.bad.append(f"seat paid by {live}")
        if w.bad or w.now > 4200: break
    if not w.bad: judge(w)
    ends = sorted(f"{'captured' if w.g[p].captured else 'not'}/{w.P[p]['status']}" for p in w.P)
    return w.bad, ends

def judge(w):
    """at the end each payment is a ticket, or nothing was taken, or all that is due was returned"""
    for p, g in w.g.items():
        tickets = [r for r, x in w.R.items() if x["by"] == p and x["status"] == "CONFIRMED"]
        cancelled = [r for r, x in w.R.items() if x["by"] == p and x["status"] == "CANCELLED"]
        due = 0 if not g.captured else TOTAL if tickets else FEE if cancelled else 0
        kept = (TOTAL if g.captured else 0) - g.refunded
        if kept != due: w.bad.append(f"kept {kept} instead of {due}: {w.P[p]['status']}, tickets {tickets}")
        if tickets and not g.captured: w.bad.append("ticket without money")
        if g.confirms > 1: w.bad.append("confirmed twice")
        if w.P[p]["status"] in ("CANCELLING", "OPEN"): w.bad.append("stuck " + w.P[p]["status"])
    for r, x in w.R.items():
        if x["status"] in ("PAYING", "PAID", "PENDING"): w.bad.append(f"{r} stuck {x['status']}")

if __name__ == "__main__":
    nums = [int(a) for a in sys.argv[1:] if a.isdigit()]; N, first = (nums + [3000, 0][len(nums):])[:2]
    bad, kinds, ends = 0, {}, {}
    for s in range(first, first + N):
        v, e = run(s)
        for x in e: ends[x] = ends.get(x, 0) + 1
        if v:
            bad += 1; k = " ".join(v[0].split()[:2]); kinds[k] = kinds.get(k, 0) + 1
            if bad <= 6: print(s, v[:2])
    print(f"{N} seeds, {bad} with violations", kinds, ends)
