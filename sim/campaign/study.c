#include "sim/campaign/study.h"

size_t study_size(const struct study *s)
{
    size_t size = 1;
    for (size_t i = 0; i < s->n_axes; i++) {
        size *= s->axis[i].n;
    }
    return size;
}

size_t study_setting_of(const struct study *s, size_t i, size_t axis)
{
    for (size_t k = s->n_axes; k-- > axis + 1;) {
        i /= s->axis[k].n;
    }
    return i % s->axis[axis].n;
}
