package org.hextet.endpoints.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** An attempt of a connect on one address. */
@Name("org.hextet.ConnectAttempt")
@Label("Connect Attempt")
@Category("Hextet")
@Description("An attempt of a connect on one address")
final class ConnectAttemptEvent extends WorkEvent {

    @Label("Address")
    @Nullable
    String address;
}
