package org.hextet.endpoints.recording;

import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** What the events of lookups and attempts have in common. */
@StackTrace(false)
abstract class WorkEvent extends Event {

    @Label("Name")
    @Description("The host of the connect, as it was given")
    @Nullable
    String name;

    @Label("Port")
    int port;

    @Label("Family")
    @Description("IPv6 or IPv4")
    @Nullable
    String family;

    @Label("Outcome")
    @Description("answered, connected, failed, or cancelled: given up on this side")
    @Nullable
    String outcome;

    @Label("Failure Kind")
    @Description("What went wrong, in a word; null unless it failed")
    @Nullable
    String kind;

    @Label("Detail")
    @Description("The addresses that were found, or what went wrong; null where there is no more to say")
    @Nullable
    String detail;
}
