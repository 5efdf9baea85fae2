package org.hextet.api;

import java.time.Duration;

/**
 * What the kernel knows of a TCP connection now, as TCP_INFO of tcp(7) tells it. Components may be added in a minor
 * release.
 *
 * @param roundTripTime smoothed; zero as long as none was measured
 * @param roundTripVariance the mean deviation of it
 * @param minimumRoundTripTime the least that was seen of late
 * @param retransmissionTimeout after so long an unacknowledged segment is sent again
 * @param retransmits how often the segment that is out now was sent again in vain
 * @param totalRetransmits segments sent again in the life of the connection
 * @param unacknowledged segments that are out and not acknowledged
 * @param lost segments that are thought lost
 * @param congestionWindow how many segments may be out
 * @param sendSegmentSize bytes of a full segment sent
 * @param receiveSegmentSize bytes of a full segment received
 * @param pathMtu bytes of a packet that fits the path, as far as known
 * @param bytesAcknowledged sent and acknowledged
 * @param bytesReceived received
 * @param synDataAcknowledged whether the first bytes left with the SYN and were taken (RFC 7413)
 */
public record TcpInfo(
        Duration roundTripTime,
        Duration roundTripVariance,
        Duration minimumRoundTripTime,
        Duration retransmissionTimeout,
        int retransmits,
        long totalRetransmits,
        long unacknowledged,
        long lost,
        long congestionWindow,
        int sendSegmentSize,
        int receiveSegmentSize,
        int pathMtu,
        long bytesAcknowledged,
        long bytesReceived,
        boolean synDataAcknowledged) {}
