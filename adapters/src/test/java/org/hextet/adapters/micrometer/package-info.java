@NullMarked
package org.hextet.adapters.micrometer;

import org.jspecify.annotations.NullMarked;
