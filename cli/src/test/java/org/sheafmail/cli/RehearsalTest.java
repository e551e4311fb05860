package org.sheafmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RehearsalTest {
  @Test
  void allThatPeopleDoFirstGoesWell() throws Exception {
    assertThat(Rehearsal.run()).isZero();
  }
}
