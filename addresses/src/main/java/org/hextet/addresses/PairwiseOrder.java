package org.hextet.addresses;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * A stable merge sort of its own. The rules of RFC 6724 are no total order (some hold between some pairs only), for
 * which {@link List#sort} may throw; merging gives neighbours that are never the wrong way round, in n log n steps.
 */
final class PairwiseOrder {

    private PairwiseOrder() {}

    /** The list, best first, by a test whether one is better than another. */
    static <T> List<T> sorted(List<T> list, BiPredicate<T, T> isBetter) {
        if (list.size() < 2) {
            return list;
        }
        List<T> left = sorted(list.subList(0, list.size() / 2), isBetter);
        List<T> right = sorted(list.subList(list.size() / 2, list.size()), isBetter);
        List<T> both = new ArrayList<>(list.size());
        int l = 0;
        int r = 0;
        while (l < left.size() && r < right.size()) {
            both.add(isBetter.test(right.get(r), left.get(l)) ? right.get(r++) : left.get(l++));
        }
        both.addAll(left.subList(l, left.size()));
        both.addAll(right.subList(r, right.size()));
        return both;
    }
}
