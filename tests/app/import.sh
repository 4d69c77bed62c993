#!/bin/sh
# vnetsim import arm: templates of every form in tests/arm become scenarios that check and run take as they are; what they become
# is tests/arm/*.yaml (UPDATE=1 rewrites these: then read the difference); ill input ends with a message.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh

import() { # NAME ARGUMENT...: tests/arm/NAME.json, to $dir/NAME.yaml
  name=$1
  shift
  "$VNETSIM" import arm "tests/arm/$name.json" "$@" -o "$dir/$name.yaml" --force
}
runs() { # NAME: it checks without errors, runs, and delivers packets
  exits 0 "$VNETSIM" check "$dir/$1.yaml" || return 1
  exits 0 "$VNETSIM" run "$dir/$1.yaml" --duration 5s -o "$dir/run" --force || return 1
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "packets_received") c = i } NR > 1 { n += $c } END { exit !(n > 0) }' "$dir/run/flows.csv"
}
same() { # NAME: as tests/arm/NAME.yaml
  if [ -n "${UPDATE-}" ]; then cp "$dir/$1.yaml" "tests/arm/$1.yaml"; fi
  diff -u "tests/arm/$1.yaml" "$dir/$1.yaml"
}
each() { # NAME ARGUMENT...
  ok "$1 is imported" exits 0 import "$@"
  ok "$1 runs" runs "$1"
  ok "$1 is what it was" same "$1"
}
each vnet-to-vnet --param sharedKey=secret
each site-to-site --parameters tests/arm/site-to-site.parameters.json
each two-sites
each outbound
each hub-spoke
each modules --param sharedKey=secret
each symbolic
each deployed
each peerings
each addresses
each graph
each registry
each nat
each services
each forms
each conditional
each powershell
each balancers
each pools
each ways-out
each instances
each answer
each custom-bgp
each empty-hub
each further-address
each half-gateway
each inside
each half-west tests/arm/half-east.json
each linked tests/arm/linked-network.json
each expression tests/arm/linked-network.json tests/arm/expression-values.json

says() { # TEXT ARGUMENT...: an import that succeeds, and says so
  text=$1
  shift
  exits 0 "$VNETSIM" import arm "$@" && { grep -qF -- "$text" "$dir/out" || grep -qF -- "$text" "$dir/err"; }
}
refuses() { # TEXT ARGUMENT...
  text=$1
  shift
  exits 3 "$VNETSIM" import arm "$@" && grep -qF -- "$text" "$dir/err" && [ ! -s "$dir/out" ]
}
platform_refuses() { # TEXT ARGUMENT...: a design that is written, and refused
  text=$1
  shift
  exits 3 "$VNETSIM" import arm "$@" && grep -qF -- "$text" "$dir/err" && grep -q '^vnetsim: 1' "$dir/out"
}
# what leads through an appliance whose address the template names
ok "a route finds the firewall" sh -c "'$VNETSIM' trace '$dir/hub-spoke.yaml' --from workers --to db | grep -q 'vm fw-0'"
ok "a route finds a further address of an appliance" sh -c "'$VNETSIM' trace '$dir/further-address.yaml' --from web --to db | grep -q 'vm fw-0'"
ok "its place stands at the head" grep -q '^#   tests/arm/hub-spoke.json:[0-9]*:[0-9]*: warning\[VN1011\]: firewall' "$dir/hub-spoke.yaml"
ok "the same bytes" sh -c "'$VNETSIM' import arm tests/arm/services.json -o '$dir/services.yaml.2' 2>/dev/null; sed s/services.yaml/services/ '$dir/services.yaml.2' | cmp - '$dir/services.yaml'"
ok "standard input and output" sh -c "'$VNETSIM' import arm - <tests/arm/two-sites.json 2>/dev/null | '$VNETSIM' check - 2>/dev/null"

s2s=tests/arm/site-to-site.json
printf '{"officeAddress": "198.51.100.8", "adminUsername": "me", "adminPassword": "x"}' >"$dir/plain.json"
ok "parameters without an envelope" says 'public_ip: 198.51.100.8' $s2s --parameters "$dir/plain.json"
ok "--param goes before" says 'public_ip: 198.51.100.9' $s2s --parameters "$dir/plain.json" --param officeAddress=198.51.100.9
ok "an array as JSON" says '10.222.0.0/16' $s2s --parameters "$dir/plain.json" --param 'officePrefixes=["10.222.0.0/16"]'
ok "a number" says '  app3:' $s2s --parameters "$dir/plain.json" --param vmCount=3
ok "--location" says 'region: francecentral' $s2s --parameters "$dir/plain.json" --location 'France Central'
ok "without it, eastus, and it is said" says 'resource groups lie in eastus' $s2s --parameters "$dir/plain.json"
ok "a missing parameter says how to give it" refuses "--param 'adminUsername=...'" $s2s --param officeAddress=198.51.100.7
ok "all of them at once" refuses "--param 'officeAddress=...'" $s2s
ok "a value of the wrong type" refuses 'takes an int' $s2s --parameters "$dir/plain.json" --param vmCount=many
ok "a value that is not allowed" refuses 'allowedValues' tests/arm/vnet-to-vnet.json --param sku=Gold
ok "a parameter that is not declared" refuses 'did you mean `sku`' tests/arm/vnet-to-vnet.json --param skuu=Basic
ok "a key is taken" says '"two-words"' tests/arm/vnet-to-vnet.json --param sharedKey=two-words
printf '{"format_version": "1.0", "terraform_version": "1.5.0", "values": {"root_module": {"resources": []}}}' >"$dir/show.json"
printf '{"version": 4, "terraform_version": "1.5.0", "resources": [{"mode": "managed", "type": "azurerm_virtual_network", "name": "v"}]}' >"$dir/state.json"
printf '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}}}' >"$dir/aws.json"
ok "what terraform show prints is refused" refuses 'a plan or state of Terraform' "$dir/show.json"
ok "and its state, which has resources" refuses 'az group export' "$dir/state.json"
ok "and a template of another cloud" refuses 'CloudFormation' "$dir/aws.json"
printf 'param location string = resourceGroup().location\n' >"$dir/main.bicep"
printf '{"parameters": {"virtualNetworkName": "v"}, "responses": {"202": {}}}' >"$dir/accepted.json"
ok "Bicep is built first" refuses 'az bicep build' "$dir/main.bicep"
ok "an example without an answer" refuses 'has no answer with a body' "$dir/accepted.json"
ok "-o does not overwrite" exits 5 "$VNETSIM" import arm tests/arm/two-sites.json -o "$dir/two-sites.yaml"
ok "a missing file" exits 5 "$VNETSIM" import arm "$dir/none.json"
ok "no file" exits 2 "$VNETSIM" import arm
ok "another kind" exits 2 "$VNETSIM" import bicep x
ok "help" exits 0 "$VNETSIM" import --help

ok "a linked file may come first" sh -c "'$VNETSIM' import arm tests/arm/linked-network.json tests/arm/linked.json 2>/dev/null | sed -n '/^virtual_networks/,\$p' >'$dir/first' && sed -n '/^virtual_networks/,\$p' tests/arm/linked.yaml | cmp - '$dir/first'"
ok "a missing peering is said once, though an export has it twice" test "$(grep -c 'to-nowhere' "$dir/expression.yaml")" = 1
ok "an endpoint without a subnet is said" grep -q 'private endpoint .vault-pe. does not say its subnet' "$dir/expression.yaml"
ok "and a managed instance" grep -q 'managed instance .mi. does not say its subnet' "$dir/expression.yaml"
ok "what stands in a subnet has a part in the network" grep -q 'VN1010.: Microsoft.ContainerService/managedClusters .aks.: it stands in a subnet' "$dir/expression.yaml"
ok "without the file of a parametersLink it is said" sh -c "'$VNETSIM' import arm tests/arm/expression.json tests/arm/linked-network.json 2>&1 | grep -q 'has the values of its parameters elsewhere'"
ok "a file of parameters that nothing links" refuses 'give it with --parameters' tests/arm/expression-values.json tests/arm/two-sites.json
printf '{"properties": {"mode": "Incremental", "parameters": {"cidr": {"value": "10.7.0.0/16"}}, "template": {"parameters": {"cidr": {"type": "string"}}, "resources": [{"type":
  "Microsoft.Network/virtualNetworks", "name": "asked", "properties": {"addressSpace": {"addressPrefixes": ["[parameters(%scidr%s)]"]}}}]}}}' "'" "'" >"$dir/request.json"
ok "what is sent to deploy a template" says 'address_prefixes: [10.7.0.0/16]' "$dir/request.json"
ok "the command line goes before its values" says 'address_prefixes: [10.8.0.0/16]' "$dir/request.json" --param cidr=10.8.0.0/16
ok "nothing is dropped in silence" python3 tests/app/silence.py "$VNETSIM" "$dir" tests/arm/*.json
# one of several templates, chosen by a composed address or by a condition
mkdir -p "$dir/nested"
cat >"$dir/choice.json" <<'EOF'
{"parameters": {"kind": {"type": "string", "defaultValue": "new"}, "base": {"type": "string", "defaultValue": "https://example.com/templates"}, "pair": {"type": "bool", "defaultValue": false}}, "resources": [
 {"type": "Microsoft.Resources/deployments", "name": "net", "properties": {"templateLink": {
  "uri": "[concat(parameters('base'), '/nested/vnet-', parameters('kind'), '.json')]"}, "parameters": {"prefix": {"value": "10.1.0.0/16"}}}},
 {"type": "Microsoft.Resources/deployments", "name": "second", "condition": "[parameters('pair')]", "properties": {"templateLink": {
  "uri": "[concat(parameters('base'), '/second.json')]"}, "parameters": {"prefix": {"value": "10.2.0.0/16"}}}}]}
EOF
for name in nested/vnet-new nested/vnet-existing second; do
  printf '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "parameters": {"prefix": {"type": "string"}}, "resources": [{"type": "Microsoft.Network/virtualNetworks", "name": "%s", "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["[parameters(%sprefix%s)]"]}}}]}' \
    "${name#*/}" "'" "'" >"$dir/$name.json"
done
set -- "$dir/choice.json" "$dir/nested/vnet-new.json" "$dir/nested/vnet-existing.json" "$dir/second.json"
ok "a composed address finds its file" says 'address_prefixes: [10.1.0.0/16]' "$@"
ok "and that alone" sh -c "grep -q '^  vnet-new:' '$dir/out' && ! grep -qE '^  (vnet-existing|second):' '$dir/out'"
ok "the file that is not chosen is said" grep -q 'VN1009.*begin as .vnet-existing.json. does, and none is it' "$dir/out"
ok "the parameters choose" says '  vnet-existing:' "$@" --param kind=existing
ok "a link whose condition is true deploys its file" says '  second:' "$@" --param pair=true
ok "without it, what is missing is said" says 'has its template elsewhere' tests/arm/linked.json tests/arm/two-sites.json
for to in UTF-16 UTF-16LE UTF-16BE; do
  iconv -f UTF-8 -t $to tests/arm/powershell.json >"$dir/wide.json"
  ok "$to, as a shell's redirection may write it" says 'west-gw: {virtual_network: west' "$dir/wide.json"
done
awk 'BEGIN { printf "{\"resources\": [{\"type\": \"Microsoft.Network/virtualNetworks\", \"name\": \"v\", \"properties\": {\"addressSpace\": {\"addressPrefixes\": [\"10.0.0.0/8\"";
  for (i = 0; i < 60000; i++) printf ", \"fd00:%x::/48\"", i; print "]}}}]}" }' >"$dir/wide.json"
ok "a thousand warnings in a line of a megabyte" says '10.0.0.0/8' "$dir/wide.json"
cat >"$dir/crowd.json" <<'EOF'
{"resources": [{"type": "Microsoft.Network/virtualNetworks", "name": "v", "location": "eastus", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
  "subnets": [{"name": "s0", "properties": {"addressPrefix": "10.0.0.0/24"}}, {"name": "s1", "properties": {"addressPrefix": "10.0.1.0/24"}}]}},
 {"type": "Microsoft.Network/networkInterfaces", "name": "[concat('n', copyIndex())]", "copy": {"name": "n", "count": 100}, "properties": {"ipConfigurations": [{"properties":
  {"subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', concat('s', mod(copyIndex(), 2)))]"}}}]}},
 {"type": "Microsoft.Compute/virtualMachines", "name": "[concat('m', copyIndex())]", "copy": {"name": "m", "count": 100}, "properties": {"hardwareProfile": {"vmSize": "Standard_D2s_v5"},
  "networkProfile": {"networkInterfaces": [{"id": "[resourceId('Microsoft.Network/networkInterfaces', concat('n', copyIndex()))]"}]}}}]}
EOF
"$VNETSIM" import arm "$dir/crowd.json" -o "$dir/crowd.yaml" --force 2>"$dir/err"
ok "of too many for a mesh each pings the next, and the subnets each other" test "$(grep -c 'app: ping' "$dir/crowd.yaml")" = 101
ok "and it runs" runs crowd
ok "some of a gateway's public addresses" says 'of the 2 public addresses of gateway' tests/arm/half-gateway.json
printf '{"resources": [{"type": "Microsoft.Network/virtualNetworks", "name": "v", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [{"properties": {"addressPrefix": "10.0.0.0/24"}},
  {"name": "[reference(%sx%s).y]", "properties": {"addressPrefix": "10.0.1.0/24"}}]}}]}' "'" "'" >"$dir/nameless.json"
ok "a subnet without a name is said" says 'a subnet of `v` has no name' "$dir/nameless.json"
ok "and one whose name nobody knows" says 'name of subnets `v`' "$dir/nameless.json"
ok "what has no part is said" grep -q 'note\[VN1014\]: serviceEndpoints of subnets: no part' "$dir/balancers.yaml"
half='"properties": {"remoteVirtualNetwork": {"id": "/subscriptions/1/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/elsewhere"}, "allowGatewayTransit": true, "peeringState": "Connected"}'
printf '{"resources": [{"type": "Microsoft.Network/virtualNetworks", "name": "v", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}}], "virtualNetworkPeerings": [{"name": "p", %s}]}}, {"type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "name": "v/p", %s}]}' "$half" "$half" >"$dir/half.json"
ok "a peering that leads out of the files is left out" says "peering \`p\` of \`v\` is left out" "$dir/half.json"
ok "which is all that is said of it, inside its network or beside" sh -c "! grep -q VN1010 '$dir/err'"
cat >"$dir/loops.json" <<'EOF'
{"resources": [{"type": "Microsoft.Network/virtualNetworks", "name": "[format('v{0}', copyIndex())]", "location": "uksouth", "copy": {"name": "v", "count": 2},
  "properties": {"addressSpace": {"addressPrefixes": ["[format('10.{0}.0.0/16', copyIndex())]"]}, "copy": [{"name": "subnets", "count": 3,
    "input": {"name": "[format('s{0}', copyIndex('subnets'))]", "properties": {"addressPrefix": "[format('10.{0}.{1}.0/24', copyIndex(), copyIndex('subnets', 1))]"}}}]}}]}
EOF
ok "an index without a name is that of the resource" says 's2: {address_prefix: 10.1.3.0/24' "$dir/loops.json"
ok "an interface of nobody is said" grep -q 'interface .spare-nic. belongs to no machine' "$dir/conditional.yaml"

# what stands inside another resource, and what cannot be known
ok "reference() finds a subnet inside its network" grep -q 'UseOnly.*source_address_prefix: 10.0.1.0/26, destination_port_range: 22' "$dir/inside.yaml"
ok "also the one that the reference is to change" sh -c "! grep -q 'VN1012.*subnets.hub' '$dir/inside.yaml' && grep -q 'apps: {address_prefix: 10.0.2.0/24, network_security_group: apps-nsg' '$dir/inside.yaml'"
ok "a rule that matches what nobody knows matches nothing" sh -c "! grep -qE '^ +(from-elsewhere|to-some-port):' '$dir/inside.yaml' && grep -q 'rule .from-elsewhere. is left out: its sourceAddressPrefix is not known' '$dir/inside.yaml'"
ok "of a list what is known stays" grep -q 'known-in-part: {priority: 130, .*source_address_prefix: 10.9.0.0/16}' "$dir/inside.yaml"
ok "a security group in an IP configuration is said to be none" says 'beside ipConfigurations' tests/arm/inside.json
ok "what stands in a subnet by way of a profile" grep -q 'VN1010.*containerGroups .jobs.: it stands in a subnet' "$dir/inside.yaml"
ok "so do a Bastion and the endpoints of a resolver" test "$(grep -cE 'VN1010.*(bastionHosts .jump.|inboundEndpoints .names/in.): it stands in a subnet' "$dir/inside.yaml")" = 2
ok "who only lists subnets stands in none" test "$(grep -cE 'VN1014.*(dnsResolvers .names.|Rules .db/apps.|networkRuleSets .hub/default.): no part' "$dir/inside.yaml")" = 3
ok "a NAT gateway is kept, and nothing said of it" sh -c "! grep -q natGateways '$dir/inside.yaml'"
ok "a connection of a gateway that is left out does not look for it in the files" grep -q 'connection .to-office. is left out: .gw. is left out itself' "$dir/inside.yaml"
ok "which is said once" test "$(grep -c 'VN1012.*.gw.' "$dir/inside.yaml")" = 2
ok "names that a scenario does not take are said" grep -q 'VN1015.*.apps.nsg. is .apps-nsg., .Contoso.Platform' "$dir/inside.yaml"
printf '{"parameters": {"ranges": {"type": "array"}}, "resources": [{"type": "Microsoft.Network/virtualNetworks", "name": "v", "properties": {\n "addressSpace": {"addressPrefixes": ["[parameters(%sranges%s)]"]}}}]}' "'" "'" >"$dir/listed.json"
ok "a list in a list" refuses 'an item of addressPrefixes of virtualNetworks `v` is an array, where the platform takes a string' "$dir/listed.json" --param 'ranges=["10.0.0.0/16"]'
ok "has a place, though its value is of the command line" grep -q 'listed.json:2:' "$dir/err"
printf '{"resources": [{"type": "Microsoft.Network/virtualNetworks", "name": ""}]}' >"$dir/unnamed.json"
ok "an empty name" refuses 'the name of a Microsoft.Network/virtualNetworks is empty' "$dir/unnamed.json"
ok "each of a gateway's own BGP addresses is one that the other side may look for" sh -c "'$VNETSIM' check '$dir/custom-bgp.yaml' 2>&1 | grep -q ': no errors$' && '$VNETSIM' routes '$dir/custom-bgp.yaml' probe-west | grep -q '10.2.0.0/16 *BGP'"
cat >"$dir/shared.json" <<'EOF'
{"variables": {"v": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "bgpSettings": {"asn": 65001}}}, "resources": [
 {"type": "Microsoft.Network/virtualNetworks", "name": "v", "location": "westus", "properties": "[variables('v')]"},
 {"type": "Microsoft.Network/localNetworkGateways", "name": "l", "location": "westus", "properties": "[variables('v')]"}]}
EOF
ok "of a variable of two resources each says what it does not read" says 'bgpSettings of virtualNetworks' "$dir/shared.json"
ok "both do" grep -q 'addressSpace of localNetworkGateways' "$dir/err"

cat >"$dir/table.json" <<'EOF'
{"count": 1, "data": {"columns": [{"name": "id", "type": "string"}, {"name": "name", "type": "string"}, {"name": "location", "type": "string"}, {"name": "properties", "type": "object"}],
 "rows": [["/subscriptions/1/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v", "v", "westus", {"addressSpace": {"addressPrefixes": ["10.6.0.0/16"]}}]]}}
EOF
ok "a table of the resource graph" says 'address_prefixes: [10.6.0.0/16]' "$dir/table.json"
printf '[{"Name": "v", "Location": "westus", "Id": "/subscriptions/1/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v", "AddressSpace": {"AddressPrefixes": "10.6.0.0/16"}, "Subnets": ["Microsoft.Azure.Commands.Network.Models.PSSubnet"]}]' >"$dir/cut.json"
ok "what ConvertTo-Json has cut off" says 'ConvertTo-Json -Depth 100' "$dir/cut.json"

# what a mistake of the user's becomes: faithful, and said
sed 's/"GatewaySubnet"/"GatewaySubnets"/g; s/'"'GatewaySubnet'"'/'"'GatewaySubnets'"'/g' tests/arm/two-sites.json >"$dir/misnamed.json"
ok "a misnamed GatewaySubnet is said" platform_refuses 'it must be called GatewaySubnet' "$dir/misnamed.json"
ok "and check's own word" platform_refuses 'error[VN0302]' "$dir/misnamed.json"
sed 's/"West US"/"West Moon"/' tests/arm/vnet-to-vnet.json >"$dir/moon.json"
ok "an unknown region" platform_refuses 'there is no region `westmoon`' "$dir/moon.json"
# a region that is not the network's: said once, at the place of what lies there; --location stands for nothing where it is not given
elsewhere() { # PATTERN PLACE: with that location changed to eastus check refuses jump, and import says it once, there
  sed "/$1/s/\"location\": \"westus\"/\"location\": \"eastus\"/" tests/arm/outbound.json >"$dir/elsewhere.json"
  exits 3 "$VNETSIM" import arm "$dir/elsewhere.json" && [ "$(grep -c '^warning.*eastus' "$dir/err")" = 1 ] && grep -q "elsewhere.json:$2:" "$dir/err"
}
ok "an interface in another region" elsewhere '"nic-jump"' "$(grep -n '"name": "nic-jump"' tests/arm/outbound.json | cut -d: -f1)"
ok "a machine in another region" elsewhere '"name": "jump"' "$(grep -n '"name": "jump"' tests/arm/outbound.json | cut -d: -f1)"
ok "both are said at the interface" elsewhere 'jump' "$(grep -n '"name": "nic-jump"' tests/arm/outbound.json | cut -d: -f1)"
sed 's/"location": "westus", "sku"/"location": "[resourceGroup().location]", "sku"/; /nic-jump/s/"location": "westus"/"location": "[resourceGroup().location]"/' tests/arm/outbound.json >"$dir/group.json"
ok "the group's region is made up" says 'jump: {subnet: hub/private, vm_size' "$dir/group.json"
ok "and is not when it is given" platform_refuses 'error[VN0229]' "$dir/group.json" --location northeurope
# what leads to the Internet: a public address that the files only name, and a firewall's
sed '/"name": "pip-jump"/,/203.0.113.7/d' tests/arm/outbound.json >"$dir/named.json"
ok "a public address that is only named" says 'public_ip_addresses: [pip-jump]' "$dir/named.json"
# a public load balancer: whom it lets out, and of whom check says that they have no way out
stays() { # MACHINES SED: they have none, with that change of the template
  sed "$2" tests/arm/ways-out.json >"$dir/stays.json"
  exits 0 "$VNETSIM" import arm "$dir/stays.json" -o "$dir/stays.yaml" --force || return 1
  cp "$dir/err" "$dir/stays.said"
  [ "$(sed -n '/^virtual_machines/,/^load_bal/{/vm_size/{/outbound_load_balancer/!s/^ *\([a-z]*\):.*/\1/p;};}' "$dir/stays.yaml" | tr '\n' ' ')" = "$1" ]
}
ok "whose rules say disableOutboundSnat, whose pool is without rules, and who is behind internal ones stays inside" stays 'quiet idle inner ' ''
ok "which check says" sh -c "'$VNETSIM' check '$dir/stays.yaml' 2>&1 | grep -q 'VN0624'"
ok "a rule lets out that does not say so" stays 'idle inner ' 's/, "disableOutboundSnat": true//g'
ok "a Basic balancer lets out all but whom only internal ones have" stays 'inner ' 's/"sku": {"name": "Standard"}/"sku": {"name": "Basic"}/'
ok "without the outbound rule nobody is let out" stays 'out quiet idle inner ' '/"name": "by-outbound-rule"/s/"outboundRules"/"inboundNatPools"/'
ok "and the balancer is said to be no way out" sh -c "grep -q 'load balancer .by-outbound-rule. has no address inside a network of the files$' '$dir/stays.said'"
ok "of those who all have a way out" stays '' "s/\"sku\": {\"name\": \"Standard\"}/\"sku\": {\"name\": \"Basic\"}/; s/'internal', 'other'/'basic', 'p'/"
ok "check says nothing" sh -c "! '$VNETSIM' check '$dir/stays.yaml' 2>&1 | grep -q VN0624"
sed "s/'AzureFirewallSubnet')\]\" }/&, \"publicIPAddress\": { \"id\": \"fw-ip\" }/" tests/arm/hub-spoke.json >"$dir/fw.json"
ok "a firewall's public address" says 'public_ip_addresses: [fw-ip]' "$dir/fw.json"
sed 's/"routingWeight"/"dpdTimeoutSeconds": 5, "routingWeight"/' tests/arm/vnet-to-vnet.json >"$dir/dpd.json"
ok "what check refuses is said at its place" platform_refuses 'error[VN0008]: `dpd_timeout` is out of range: 5s' "$dir/dpd.json"
ok "which is that of the property" sh -c "grep -A3 VN0008 '$dir/err' | grep -q 'dpd.json:72:61'"
ok "and stands at the head" grep -q '^#   .*dpd.json:72:61: warning.VN1013.: check refuses it' "$dir/out"
ok "whatever is wrong in a file: a scenario that runs, or a message with a place" python3 tests/app/mutate.py "$VNETSIM" "$dir" 1 3 tests/arm/*.json

# ill input
ill() { # NAME TEXT: $dir/ill.json is refused with it
  ok "$1" refuses "$2" "$dir/ill.json"
}
: >"$dir/ill.json"
ill "an empty file" 'a value is expected'
printf '\377\376{\0' >"$dir/ill.json"
ill "UTF-16" 'VN1001'
head -c 300000 /dev/zero | tr '\0' '[' >"$dir/ill.json"
ill "depth" 'deeper than 100'
{ printf '{"a":"'; head -c 300000 /dev/zero | tr '\0' 'x'; } >"$dir/ill.json"
ill "a string without end" 'has no end'
awk 'BEGIN { printf "{\"resources\": [], \"variables\": {\"a\": \"["; for (i = 0; i < 300; i++) printf "add(1,"; printf "1"; for (i = 0; i < 300; i++) printf ")"; print "]\"}}" }' >"$dir/ill.json"
ill "a deep expression" 'deeper than 100'
awk 'BEGIN { printf "{\"resources\": [{\"type\": \"Microsoft.Network/virtualNetworks\", \"name\": \"[variables(%cv40%c)]\"}], \"variables\": {\"v0\": \"xxxxxxxxxxxxxxxx\"", 39, 39;
  for (i = 1; i <= 40; i++) printf ", \"v%d\": \"[concat(variables(%cv%d%c), variables(%cv%d%c))]\"", i, 39, i - 1, 39, 39, i - 1, 39; print "}}" }' >"$dir/ill.json"
ill "a text that doubles forty times" 'longer than'
awk 'BEGIN { printf "{\"resources\": [{\"type\": \"Microsoft.Network/virtualNetworks\", \"name\": \"[string(variables(%cv40%c))]\"}], \"variables\": {\"v0\": [1]", 39, 39;
  for (i = 1; i <= 40; i++) printf ", \"v%d\": [\"[variables(%cv%d%c)]\", \"[variables(%cv%d%c)]\"]", i, 39, i - 1, 39, 39, i - 1, 39; print "}}" }' >"$dir/ill.json"
ill "an array that doubles forty times" 'too large or too deep'
printf '{"resources": [{"type": "Microsoft.Network/virtualNetworks", "name": "[variables(%sa%s)]"}], "variables": {"a": "[variables(%sb%s)]", "b": "[variables(%sa%s)]"}}' "'" "'" "'" "'" "'" "'" >"$dir/ill.json"
ill "variables in a circle" 'defined by itself'
awk 'BEGIN { inner = "{\"type\": \"Microsoft.Network/virtualNetworks\", \"name\": \"v\"}";
  for (i = 0; i < 40; i++) inner = "{\"type\": \"Microsoft.Resources/deployments\", \"name\": \"d\", \"properties\": {\"template\": {\"resources\": [" inner "]}}}"; print "{\"resources\": [" inner "]}" }' >"$dir/ill.json"
ill "deployments in deployments" 'deeper than'
awk 'BEGIN { c = "\"copy\": {\"name\": \"c\", \"count\": 800}, "; v = "{\"type\": \"Microsoft.Network/virtualNetworks\", \"name\": \"v\", " c "\"properties\": {}}";
  d = "{\"type\": \"Microsoft.Resources/deployments\", \"name\": \"d\", " c "\"properties\": {\"template\": {\"resources\": [" v "]}}}"; print "{\"resources\": [" d "]}" }' >"$dir/ill.json"
ill "loops that multiply" 'VN1002'
awk 'BEGIN { print "{\"resources\": ["; for (i = 0; i < 4100000; i++) print "1,"; print "]}" }' >"$dir/ill.json"
ill "millions of values" '4 million values'
head -c 100000100 /dev/zero | tr '\0' ' ' >"$dir/ill.json"
ill "100 MB" 'larger than 100 MB'
rm -f "$dir/ill.json"
printf '{"resources": {"type": 1, "name": [2]}}' >"$dir/ill.json"
ill "resources of the wrong shape" 'VN1003'
printf '{"resources": [{"type": "Microsoft.Resources/deployments", "name": "d", "properties": {"template": "[concat(1, 2)]"}}]}' >"$dir/ill.json"
ill "a template that is a text" 'the template of deployment `d` is a string, not an object'
printf '{"resources": [{"type": "Microsoft.Resources/deployments", "name": "d", "properties": {"template": "[variables(%sv%s)]"}}]}' "'" "'" >"$dir/ill.json"
ill "a template of a variable that is not there" 'the template of deployment `d`: the template has no variable `v`'
printf '{"resources": [{"type": "Microsoft.Resources/deployments", "name": "d", "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "template": {}, "parameters": {}, "parametersLink": {"uri": "p.json"}}}]}' >"$dir/ill.json"
ill "parameters in two ways" 'has both parameters and parametersLink'
printf '[{"type": "Microsoft.Network/virtualNetworks"}, 7]' >"$dir/ill.json"
ill "deployed things without a name" 'this is no resource'
printf '{"resources": [{"type": "Microsoft.Storage/storageAccounts", "name": "s"}]}' >"$dir/ill.json"
ill "no network at all" 'no virtual network'
printf '{"resources": [{"condition": false, "type": "Microsoft.Network/virtualNetworks", "name": "v"}]}' >"$dir/ill.json"
ill "a network that is not deployed" 'their conditions are false'
printf '{"resources": [{"type": "Microsoft.Network/virtualNetworks", "name": "v", "properties": {"addressSpace": 5, "subnets": [1, {"name": {}}]}}]}' >"$dir/ill.json"
ill "properties of the wrong shape" 'VN1003'
finish
