"""vnetsim import arm of templates with something wrong in them: exit 0, and check and run take the scenario as it is; or exit 3, and a
message with a place in the file. Never anything else.

mutate.py VNETSIM DIRECTORY SEED COUNT FILE.json...   COUNT changes of each file, of the kinds that CHANGES lists; prints what fails,
with the changed file kept in DIRECTORY; exit 1 when anything does."""
import copy
import json
import os
import random
import re
import subprocess
import sys

VALUES = [None, "", "zz", "*", True, False, 0, 1, -1, 5, 3601, 65536, 4294967296, 10**15, 1.5, [], {}, [None], {"id": "zz"}, "10.0.0.1", "10.0.0.0/33",
          "10.0.0.5/16", "fd00::/48", "West Moon", "Any", "Internet", "é\"'{}: #", "[", "[[x]", "[parameters('none')]", "[variables('none')]",
          "[concat('a', 'b')]", "[add(1, 2)]", "[createArray('10.9.0.0/16')]", "[reference('none').a.b]", "[resourceGroup().location]", "[resourceId('A.B/c', 'd')]",
          "[copyIndex()]", "[createObject('id', 'x')]", "[null()]", "[utcNow()]", "[zz()]", "[equals(1, 1)]"]


def places(v, path=()):
    """(container, key) of every value below v."""
    items = v.items() if isinstance(v, dict) else enumerate(v) if isinstance(v, list) else ()
    for k, inner in list(items):
        yield v, k
        yield from places(inner, path + (k,))


def change_case(v, k):
    if isinstance(v, dict):
        v[k.swapcase()] = v.pop(k)
    elif isinstance(v[k], str):
        v[k] = v[k].swapcase()


def twice(v, k):
    if isinstance(v, list):
        v.insert(k, copy.deepcopy(v[k]))
    elif isinstance(v[k], list):
        v[k] += copy.deepcopy(v[k])


def again_in_other_case(v, k):
    if isinstance(v, list) and isinstance(v[k], dict):
        other = copy.deepcopy(v[k])
        for name in ("id", "name"):
            if isinstance(other.get(name), str) and not other[name].startswith("["):
                other[name] = other[name].upper()
        v.append(other)
    else:
        twice(v, k)


def other_number(r, root, v, k):
    numbers = [(o, n) for o, n in places(root) if isinstance(o[n], (int, float)) and not isinstance(o[n], bool)]
    v, k = r.choice(numbers or [(v, k)])
    v[k] = r.choice([-1, 0, 1, 2, 5, 101, 3601, 65535, 65536, 86401, 2**31, 2**32, 2**53, 1.5, str(v[k])])


def swap(r, root, v, k):
    w, n = r.choice(list(places(root)))
    if isinstance(v[k], (dict, list)) or isinstance(w[n], (dict, list)):
        v[k] = copy.deepcopy(w[n]) if not isinstance(w[n], (dict, list)) else v[k]
    else:
        v[k], w[n] = w[n], v[k]


CHANGES = [
    lambda r, root, v, k: v.pop(k),
    lambda r, root, v, k: v.__setitem__(k, copy.deepcopy(r.choice(VALUES))),
    lambda r, root, v, k: twice(v, k),
    lambda r, root, v, k: again_in_other_case(v, k),
    lambda r, root, v, k: change_case(v, k),
    lambda r, root, v, k: v.__setitem__(k, str(v[k]) if isinstance(v[k], (int, bool)) else [v[k]] if r.random() < 0.5 else {"value": v[k]}),
    other_number, swap]


def run(args, limit=60):
    try:
        p = subprocess.run(args, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=limit, text=True, errors="replace")
        return p.returncode, p.stderr
    except subprocess.TimeoutExpired:
        return -1, "it takes longer than %d s" % limit


def judge(vnetsim, directory, path, args):
    """None, or what is wrong."""
    scenario = os.path.join(directory, "mutated.yaml")
    if os.path.exists(scenario):
        os.remove(scenario)
    rc, said = run([vnetsim, "import", "arm", path, *args, "-o", scenario, "--force"])
    if rc == 0:
        if "VN1013" in said:
            return "exit 0, and something is refused\n" + said
        rc, said = run([vnetsim, "check", scenario])
        if rc != 0:
            return "exit 0, and check says %d\n%s" % (rc, said)
        rc, said = run([vnetsim, "run", scenario, "--duration", "200ms", "-o", os.path.join(directory, "mutated-run"), "--force"])
        return "exit 0, and run says %d\n%s" % (rc, said) if rc != 0 else None
    if rc != 3:
        return "exit %d\n%s" % (rc, said)
    found = re.findall(r"^(?:error\[VN\d+\]|warning\[VN1013\]): .*\n(?: *--> (.*))?", said, re.M)
    if not found:
        return "exit 3, and nothing says why\n" + said
    if not all(where for where in found) and "declare no virtual network" not in said:
        return "exit 3, and not where\n" + said
    return None


def main():
    vnetsim, directory, seed, count, files = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:]
    failed = tried = 0
    for file in files:
        args = ["--parameters", file.replace(".json", ".parameters.json")] if os.path.exists(file.replace(".json", ".parameters.json")) else []
        with open(file, encoding="utf-8-sig") as f:
            try:
                root = json.load(f)
            except ValueError:
                continue  # comments
        r = random.Random("%d %s" % (seed, os.path.basename(file)))
        for i in range(count):
            changed = copy.deepcopy(root)
            for _ in range(r.choice([1, 1, 1, 2, 4])):
                where = list(places(changed))
                if where:
                    v, k = r.choice(where)
                    r.choice(CHANGES)(r, changed, v, k)
            path = os.path.join(directory, "mutated.json")
            with open(path, "w") as f:
                json.dump(changed, f, indent=1, ensure_ascii=False)
            tried += 1
            wrong = judge(vnetsim, directory, path, args)
            if wrong:
                failed += 1
                kept = os.path.join(directory, "mutated-%s-%d-%d.json" % (os.path.basename(file)[:-5], seed, i))
                os.replace(path, kept)
                print("%s: %s" % (kept, wrong[:1500]))
    print("%d changed files tried, %d failed" % (tried, failed))
    return 1 if failed or tried == 0 else 0


sys.exit(main())
