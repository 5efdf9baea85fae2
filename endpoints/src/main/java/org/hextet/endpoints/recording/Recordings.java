package org.hextet.endpoints.recording;

import java.util.Optional;
import org.hextet.endpoints.timeline.ConnectObserver;

/** Whether this runtime has JDK Flight Recorder: an image made by {@code jlink} may be without it. */
public final class Recordings {

    private Recordings() {}

    /**
     * Who writes the events.
     *
     * @return empty where there is no recorder
     */
    public static Optional<ConnectObserver> observer() {
        Optional<Module> recorder = ModuleLayer.boot().findModule("jdk.jfr");
        return recorder.isPresent() && Recordings.class.getModule().canRead(recorder.get())
                ? Optional.of(RecordedConnect::begun)
                : Optional.empty();
    }
}
