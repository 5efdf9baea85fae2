/** How the protocols of mail come to TLS: SMTP, IMAP, POP3. */
@NullMarked
package org.hextet.endpoints.mail;

import org.jspecify.annotations.NullMarked;
