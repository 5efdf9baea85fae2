package org.hextet.policies;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a history says of the order within a family.
 *
 * @param quickest what has worked, the quickest first
 * @param setbacks what goes to the end
 */
record Experience(List<AddressKey> quickest, Set<AddressKey> setbacks) {

    static Experience of(History history) {
        return new Experience(
                history.successes().stream()
                        .sorted(Comparator.comparing(History.Success::took))
                        .map(success -> new AddressKey(success.address()))
                        .toList(),
                new HashSet<>(AddressKey.all(history.setbacks())));
    }

    Deque<InetAddress> order(Map<AddressKey, InetAddress> family) {
        Map<AddressKey, InetAddress> rest = new LinkedHashMap<>(family);
        Deque<InetAddress> order = new ArrayDeque<>();
        for (AddressKey key : quickest) {
            InetAddress address = rest.remove(key);
            if (address != null) {
                order.add(address);
            }
        }
        List<InetAddress> last = new ArrayList<>();
        rest.forEach((key, address) -> (setbacks.contains(key) ? last : order).add(address));
        order.addAll(last);
        return order;
    }
}
