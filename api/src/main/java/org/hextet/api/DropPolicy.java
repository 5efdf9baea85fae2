package org.hextet.api;

/** Which datagram is dropped when the queue of a {@link DatagramPort} is full. */
public enum DropPolicy {
    /** The one that is being written: what waits stays in its place. */
    NEWEST,
    /** Those that have waited longest, until the new one has room: what is fresh matters most. */
    OLDEST
}
