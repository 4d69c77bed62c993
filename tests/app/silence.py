"""vnetsim import arm drops nothing in silence: a property that nobody knows is put into each object of the resources of tests/arm,
and must be named in what the import says; or what it stands in must be.

silence.py VNETSIM DIRECTORY FILE.json...   prints what was dropped, and how many objects were tried; exit 1 when anything was."""
import json
import os
import re
import subprocess
import sys

# What is read in its own way, or is no object of the platform's: name -> why a property in it needs no word.
QUIET = {
    "tags": "free text", "metadata": "free text", "dependsOn": "order of deployment", "copy": "a loop's own", "identity": "who may do what",
    "plan": "of the marketplace", "sku": "beside its name it repeats itself; of the rest the whole is named", "condition": "evaluated",
    "vpnClientConfiguration": "left out as a whole, and said", "bgpPeeringAddresses": "of what the platform gives",
    "delegations": "that there is one is what counts", "probes": "what a scenario has of one is read",
    "ipConfiguration": "read only", "remoteAddressSpace": "what the other side was", "firewallPolicy": "a firewall's rules are left out, and said",
    "networkRuleCollections": "likewise", "natRuleCollections": "likewise", "applicationRuleCollections": "likewise",
    "virtualNetworkGateway1": "a reference", "virtualNetworkGateway2": "a reference", "localNetworkGateway2": "a reference",
    "privateLinkServiceConnections": "the service behind an endpoint", 
}
QUIET_NAMES = {name.lower() for name in QUIET}
MARK = "zzUnknown"


def resources(root):
    """Every resource of a file: of a template, with children and nested templates, or of a list of deployed ones."""
    found = []

    def of_list(items):
        for r in items.values() if isinstance(items, dict) else items:
            if isinstance(r, list):
                of_list(r)
            elif isinstance(r, dict):
                found.append(r)
                of_list(r.get("resources", []))
                template = r.get("properties", {}).get("template") if isinstance(r.get("properties"), dict) else None
                if isinstance(template, dict):
                    of_list(template.get("resources", []))

    if isinstance(root, list):
        of_list(root)
    elif "resources" in root:
        of_list(root["resources"])
    else:
        of_list(root.get("value", root.get("data", [])))
    return found


def objects(resource):
    """(object, names of the members around it) of everything in a resource but what is QUIET."""
    def walk(v, path):
        if isinstance(v, list):
            for item in v:
                yield from walk(item, path)
        elif isinstance(v, dict):
            yield v, path
            for k, inner in v.items():
                if kind.endswith("/azureFirewalls") and k == "ipConfigurations":
                    continue  # its public addresses: that it passes everything is said
                if k.lower() not in QUIET_NAMES and not (not path and k in ("resources", "parameters")):
                    yield from walk(inner, path + [k])
    kind = str(resource.get("type", ""))
    if kind.startswith("Microsoft.Resources/") or "condition" in resource or resource.get("existing"):
        return  # a deployment's resources are tried themselves; not deployed here, perhaps
    yield from walk(resource, [])


def run(vnetsim, directory, root, name, args):
    path = os.path.join(directory, name)
    with open(path, "w") as f:
        json.dump(root, f, indent=1)
    p = subprocess.run([vnetsim, "import", "arm", path, *args, "-o", path + ".yaml", "--force"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = p.stdout
    if os.path.exists(path + ".yaml"):
        with open(path + ".yaml") as f:
            said += "".join(line for line in f if line.startswith("#"))
    return p.returncode, said


def is_said(said, mark, path, resource):
    lines = [x for x in said.splitlines() if "VN10" in x]
    around = [p for p in path if p != "properties"]
    kind = str(resource.get("type", "")).split("/", 1)[-1]
    name = str(resource.get("name", "")).split("/")[-1]
    return any(mark in x for x in lines) or any(re.search(r"\b%s\b" % re.escape(p), x) for p in around for x in lines if " no part in the network" in x or
                                               "not part of a scenario" in x) or \
        any("VN1014" in x and kind in x and not re.search(r" of \w+: no part", x) for x in lines) or \
        any(("left out" in x or "not simulated" in x or "belongs to no machine" in x or "stands in" in x) and "`%s`" % name in x for x in lines)


def main():
    vnetsim, directory, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    tried, dropped = 0, []
    for file in files:
        args = ["--parameters", file.replace(".json", ".parameters.json")] if os.path.exists(file.replace(".json", ".parameters.json")) else []
        with open(file, encoding="utf-8-sig") as f:
            text = f.read()
        try:
            root = json.loads(text)
        except ValueError:
            continue  # comments
        if run(vnetsim, directory, root, "plain.json", args)[0] != 0:
            continue  # half of a design
        places = [(o, p, r) for r in resources(root) for o, p in objects(r)]
        for first in range(0, len(places), 60):  # as many as an import lists
            some = places[first:first + 60]
            for i, (o, _, _) in enumerate(some):
                o["%s%d" % (MARK, i)] = "x"
            rc, said = run(vnetsim, directory, root, "marked.json", args)
            for i, (o, path, r) in enumerate(some):
                del o["%s%d" % (MARK, i)]
                tried += 1
                if rc != 0 or not is_said(said, "%s%d" % (MARK, i), path, r) and not re.search("%s%d\\b" % (MARK, i), said):
                    dropped.append("%s: %s `%s` %s" % (file, r.get("type", "?"), r.get("name", "?"), ".".join(path)))
    for line in dropped:
        print("dropped in silence:", line)
    print(tried, "objects tried")
    return 1 if dropped or tried < 100 else 0


sys.exit(main())
