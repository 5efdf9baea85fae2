package org.hextet.endpoints.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A connect, from the call until it was decided. */
@Name("org.hextet.Connect")
@Label("Connect")
@Category("Hextet")
@Description("A connect by name, literal or list of addresses, from the call until it was decided")
@StackTrace(false)
final class ConnectEvent extends Event {

    @Label("Name")
    @Description("The host, as it was given")
    @Nullable
    String name;

    @Label("Port")
    int port;

    @Label("Policy")
    @Nullable
    String policy;

    @Label("Outcome")
    @Description("connected, failed, timeout or cancelled")
    @Nullable
    String outcome;

    @Label("Winner")
    @Description("The address that is connected to; null if there is none")
    @Nullable
    String winner;

    @Label("Attempts")
    @Description("How many addresses were tried")
    int attempts;
}
