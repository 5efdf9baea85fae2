package org.hextet.resolver.dnsjava;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.IpAddress;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.addresses.Zones;
import org.jspecify.annotations.Nullable;

/**
 * In which order servers are asked, and what was learnt of them: one that did not answer is asked last for a while, one
 * that does not know EDNS is asked without. Thread-safe, shared by all reactors of a resolver.
 */
final class NameServers {

    private static final long AVOIDED_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PLAIN_NANOS = TimeUnit.MINUTES.toNanos(15);

    private final Map<SocketAddressKey, Long> failedNanos = new HashMap<>();
    private final Map<SocketAddressKey, Long> plainNanos = new HashMap<>();
    private int turn;

    /** What was chosen last, where nothing can have changed since. */
    private @Nullable Settings lastSettings;

    private Choice lastChoice = new Choice(List.of(), List.of());

    /**
     * Those to ask.
     *
     * @param order best first
     * @param unusable the others, each with the reason
     */
    record Choice(List<InetSocketAddress> order, List<String> unusable) {}

    @SuppressWarnings("ReferenceEquality") // the file was read again or not
    synchronized Choice choose(Settings settings, long nowNanos) {
        boolean isSteady = failedNanos.isEmpty() && !settings.rotates();
        if (isSteady && settings == lastSettings) {
            return lastChoice;
        }
        List<InetSocketAddress> usable = new ArrayList<>();
        List<String> unusable = new ArrayList<>(settings.unusable());
        for (Settings.Server server : settings.servers()) {
            try {
                usable.add(resolved(server));
            } catch (IllegalArgumentException why) {
                unusable.add(why.getMessage());
            }
        }
        if (settings.rotates() && usable.size() > 1) {
            turn = (turn + 1) % usable.size();
            Collections.rotate(usable, -turn);
        }
        List<InetSocketAddress> order = new ArrayList<>();
        List<InetSocketAddress> avoided = new ArrayList<>();
        for (InetSocketAddress server : usable) {
            boolean isAvoided = !failedNanos.isEmpty() && holds(failedNanos, server, nowNanos);
            (isAvoided ? avoided : order).add(server);
        }
        order.addAll(avoided);
        Choice choice = new Choice(List.copyOf(order), List.copyOf(unusable));
        boolean hasZones = settings.servers().stream()
                .anyMatch(one -> !one.address().zone().isEmpty());
        lastSettings = isSteady && !hasZones ? settings : null;
        lastChoice = choice;
        return choice;
    }

    synchronized void failed(InetSocketAddress server, long nowNanos) {
        failedNanos.put(SocketAddressKey.of(server), nowNanos + AVOIDED_NANOS);
    }

    synchronized void worked(InetSocketAddress server) {
        if (!failedNanos.isEmpty()) {
            failedNanos.remove(SocketAddressKey.of(server));
        }
    }

    synchronized void knowsNoEdns(InetSocketAddress server, long nowNanos) {
        plainNanos.put(SocketAddressKey.of(server), nowNanos + PLAIN_NANOS);
    }

    synchronized boolean isPlain(InetSocketAddress server, long nowNanos) {
        return !plainNanos.isEmpty() && holds(plainNanos, server, nowNanos);
    }

    private static boolean holds(Map<SocketAddressKey, Long> until, InetSocketAddress server, long nowNanos) {
        SocketAddressKey key = SocketAddressKey.of(server);
        Long end = until.get(key);
        if (end == null) {
            return false;
        }
        if (end - nowNanos > 0) {
            return true;
        }
        until.remove(key);
        return false;
    }

    /** The zone is looked up now: interfaces come and go. */
    private static InetSocketAddress resolved(Settings.Server server) {
        IpAddress address = server.address();
        // As the system's resolver takes it: the wildcard is this host.
        InetAddress usable = address.isWildcard()
                ? IpAddress.of(loopback(address.bytes())).toInetAddress()
                : address.toInetAddress();
        return AddressRules.usable(new InetSocketAddress(usable, server.port()), "name server", Zones.ofHost());
    }

    private static byte[] loopback(byte[] wildcard) {
        if (wildcard.length == 4) {
            wildcard[0] = 127;
        }
        wildcard[wildcard.length - 1] = 1;
        return wildcard;
    }
}
