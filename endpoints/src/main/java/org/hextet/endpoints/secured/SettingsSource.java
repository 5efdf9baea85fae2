package org.hextet.endpoints.secured;

import java.io.IOException;
import org.hextet.api.TlsSettings;

/** Where an endpoint has its TLS settings from. Shared by any threads; equal if the settings come out alike. */
public interface SettingsSource {

    /**
     * The settings. Reads files, if they were not read before: not for a reactor's thread, unless {@link #isReady()}.
     *
     * @return the same at every call
     * @throws IOException if a file cannot be used; the next call tries again
     */
    TlsSettings settings() throws IOException;

    /**
     * Whether {@link #settings()} gives them without a wait.
     *
     * @return true for ever, once it was
     */
    boolean isReady();

    /**
     * Handed over by the user.
     *
     * @param settings as they are
     */
    record Given(TlsSettings settings) implements SettingsSource {

        @Override
        public boolean isReady() {
            return true;
        }
    }
}
