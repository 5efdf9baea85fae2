package org.hextet.epoll;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Addresses by what the kernel writes of them, zone included: whoever comes again is the same object as before, and
 * costs no memory. Sets of eight; grows while it has to forget, up to a bound. Of the loop only.
 */
final class AddressCache {

    private static final int WAYS = 8;
    private static final int FEWEST = 64;
    private static final int MOST = 8192;
    private static final int KEY_LONGS = 3;

    private long[] keys = new long[FEWEST * KEY_LONGS];
    private @Nullable InetSocketAddress[] known = new InetSocketAddress[FEWEST];
    private int forgotten;

    /** The address that stands there as a struct sockaddr. */
    InetSocketAddress of(ByteBuffer from, int at) {
        return of(Sockaddr.high(from, at), Sockaddr.low(from, at), Sockaddr.scope(from, at), Sockaddr.port(from, at));
    }

    /** IPv4 as it is mapped into IPv6, all in native order. */
    InetSocketAddress of(long high, long low, int scope, int port) {
        long rest = (long) scope << 32 | port;
        int set = set(high, low, rest, known.length);
        for (int i = set; i < set + WAYS; i++) {
            int key = i * KEY_LONGS;
            InetSocketAddress found = known[i];
            if (found != null && keys[key + 2] == rest && keys[key + 1] == low && keys[key] == high) {
                return found;
            }
        }
        InetSocketAddress made = new InetSocketAddress(Sockaddr.address(high, low, scope), port);
        put(high, low, rest, made);
        return made;
    }

    private void put(long high, long low, long rest, InetSocketAddress address) {
        int set = set(high, low, rest, known.length);
        for (int i = set; i < set + WAYS; i++) {
            if (known[i] == null) {
                put(i, high, low, rest, address);
                return;
            }
        }
        forgotten++;
        if (forgotten > known.length / WAYS && known.length < MOST) {
            grow();
            put(high, low, rest, address);
        } else {
            put(set + (forgotten & (WAYS - 1)), high, low, rest, address);
        }
    }

    private void put(int place, long high, long low, long rest, InetSocketAddress address) {
        known[place] = address;
        keys[place * KEY_LONGS] = high;
        keys[place * KEY_LONGS + 1] = low;
        keys[place * KEY_LONGS + 2] = rest;
    }

    private void grow() {
        long[] oldKeys = keys;
        InetSocketAddress[] old = known;
        keys = new long[oldKeys.length * 4];
        known = new InetSocketAddress[old.length * 4];
        forgotten = 0;
        for (int i = 0; i < old.length; i++) {
            InetSocketAddress each = old[i];
            if (each != null) {
                put(oldKeys[i * KEY_LONGS], oldKeys[i * KEY_LONGS + 1], oldKeys[i * KEY_LONGS + 2], each);
            }
        }
    }

    /** The first place of a set. */
    private static int set(long high, long low, long rest, int places) {
        long mixed = (high * 31 + low) * 0x9E37_79B9_7F4A_7C15L + rest * 0xC2B2_AE3D_27D4_EB4FL;
        mixed = (mixed ^ (mixed >>> 32)) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 40) & (places - 1) & -WAYS;
    }
}
