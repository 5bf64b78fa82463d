//! Strangers who use up what is counted: they shut nobody out who has proved more than they have.

use crate::support::{
    passkey::{PASSKEY, Purpose, Stage, order, sign_in_alone},
    person::owing,
};
use contract::Problem;

#[tokio::test]
async fn whoever_has_the_password_alone_does_not_shut_the_owner_out() {
    // RL-5, RL-10.
    let mut stage = Stage::new(PASSKEY).await;
    let email = crate::support::person::EMAIL;
    let thief = owing(&stage.app, email).await;
    let mut asked = 0;
    let refused = loop {
        match Purpose::SecondStep(PASSKEY).question(&thief).await {
            Ok(_) => asked += 1,
            Err(refused) => break refused,
        }
        assert!(asked <= 1_000, "no limit");
    };
    assert!(
        matches!(refused, Problem::TooManyTries { .. }),
        "{refused:?}"
    );
    let step_up = Purpose::StepUp(PASSKEY).question(&stage.browser).await;
    assert!(step_up.is_ok(), "{step_up:?}");
    let order = order(&stage.browser, PASSKEY).await;
    assert!(order.is_ok(), "{order:?}");
    let browser = stage.app.browser();
    let signed_in = sign_in_alone(&browser, &mut stage.device).await;
    assert!(signed_in.is_ok(), "{signed_in:?}");
}
