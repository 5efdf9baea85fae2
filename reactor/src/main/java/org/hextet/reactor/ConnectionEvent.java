package org.hextet.reactor;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A connection, from its begin to its end. */
@Name("org.hextet.Connection")
@Label("Connection")
@Category("Hextet")
@Description("A connection, from its begin to its end; written when it has ended")
@StackTrace(false)
final class ConnectionEvent extends Event {

    @Label("Transport")
    @Nullable
    String transport;

    @Label("Origin")
    @Description("connected or accepted")
    @Nullable
    String origin;

    @Label("Local Address")
    @Nullable
    String localAddress;

    @Label("Remote Address")
    @Nullable
    String remoteAddress;

    @Label("Protocol")
    @Description("The class of the protocol that it had at its end")
    @Nullable
    String protocol;

    @Label("Received")
    @Description("Bytes that were read from the network, those of TLS as they came")
    @DataAmount
    long received;

    @Label("Sent")
    @Description("Bytes that the kernel took, those of TLS as they left")
    @DataAmount
    long sent;

    @Label("Reason")
    @Description("closed here, closed by peer, failed or aborted")
    @Nullable
    String reason;

    @Label("Failure Kind")
    @Description("What went wrong, in a word; null unless it failed")
    @Nullable
    String kind;

    @Label("Detail")
    @Description("What went wrong; null where there is no more to say")
    @Nullable
    String detail;
}
