# The groups of DATA: rows that follow one another and have the same group_key(). The figure defines group_key(x).
# Leaves GROUPS, GROUP_NAME[g], and the rows as GROUP_FROM[g] and GROUP_TO[g] for `every ::FROM::TO`.

GROUP_MAX = 4096
array GROUP_NAME[GROUP_MAX]
array GROUP_FROM[GROUP_MAX]
array GROUP_TO[GROUP_MAX]
GROUPS = 0
group_row = -1
group_new(s) = (GROUPS = GROUPS + 1, GROUP_NAME[GROUPS] = s, GROUP_FROM[GROUPS] = group_row, 1)
group_put(s) = (group_row = group_row + 1, \
    GROUPS == 0 ? group_new(s) : GROUP_NAME[GROUPS] eq s ? 1 : group_new(s), GROUP_TO[GROUPS] = group_row, 1)
stats DATA using (group_put(group_key(0))) nooutput
