package org.hextet.epoll;

import java.lang.annotation.Native;

/**
 * Where the kernel looks in a struct mmsghdr, its ranges (struct iovec) and its control messages (struct cmsghdr):
 * hextet_epoll.c does not compile where it differs.
 */
final class MessageLayout {

    @Native
    static final int MESSAGE_BYTES = 64;

    @Native
    static final int NAME_AT = 0;

    @Native
    static final int NAME_LENGTH_AT = 8;

    @Native
    static final int RANGES_AT = 16;

    @Native
    static final int RANGE_COUNT_AT = 24;

    @Native
    static final int CONTROL_AT = 32;

    @Native
    static final int CONTROL_LENGTH_AT = 40;

    /** An address, and behind it a length. */
    @Native
    static final int RANGE_BYTES = 16;

    @Native
    static final int RANGE_LENGTH_AT = 8;

    /** A length, a level and a type; the value follows. */
    @Native
    static final int CONTROL_HEADER = 16;

    @Native
    static final int CONTROL_LEVEL_AT = 8;

    @Native
    static final int CONTROL_TYPE_AT = 12;

    /** A control message begins at a multiple of this. */
    @Native
    static final int CONTROL_ALIGNMENT = 8;

    private MessageLayout() {}
}
