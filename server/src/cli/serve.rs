//! `chengxin serve`.

use std::net::SocketAddr;
use std::sync::{Arc, RwLock};

use anyhow::Context as _;
use axum::serve::ListenerExt as _;
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::sync::watch;

use super::DONE;
use crate::config::{Common, Serve};
use crate::followers::open_data;
use crate::mail::Mailer;
use crate::state::assets::Assets;
use crate::state::bodies::Bodies;
use crate::state::{AppState, Core, Readiness};
use crate::{jobs, router};

pub(super) async fn run(common: &Common, serve: Serve) -> anyhow::Result<u8> {
    start_log(&serve);
    let mailer = Mailer::open(&serve.mail)?;
    let core = Core::open(common).await?;
    let assets =
        Assets::load(&serve.assets).with_context(|| format!("--assets {}", serve.assets.display()))?;
    if assets.islands.is_none() {
        tracing::warn!("no wasm islands in the assets folder: the site is served without them");
    }
    let listener = tokio::net::TcpListener::bind(&serve.listen)
        .await
        .with_context(|| format!("--listen {}", serve.listen))?;
    let address = listener.local_addr()?;
    let state = AppState {
        core,
        serve: Arc::new(serve),
        index: Arc::new(RwLock::new(None)),
        readiness: Arc::new(Readiness::default()),
        assets: Arc::new(assets),
        bodies: Bodies::default(),
        mailer,
        running: crate::state::running::Running::default(),
        metrics: PrometheusBuilder::new().install_recorder()?,
    };
    let (stop, stopped) = watch::channel(false);
    let files = tokio::spawn(open_data::run(state.clone(), stopped.clone()));
    let letters = tokio::spawn(jobs::mail::run(state.clone(), stopped.clone()));
    let jobs = tokio::spawn(jobs::run(state.clone(), stopped));
    tracing::info!(%address, "serving");
    let service = router::router(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
    // Without TCP_NODELAY small answers wait for the client's acknowledgement.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, service).with_graceful_shutdown(shutdown()).await?;
    let _ = stop.send(true);
    jobs.await?;
    files.await?;
    letters.await?;
    state.core.db.close().await;
    tracing::info!("stopped");
    Ok(DONE)
}

fn start_log(serve: &Serve) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("CHENGXIN_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn,tantivy=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = if serve.log_json { builder.json().try_init() } else { builder.try_init() };
}

/// Ctrl-C, or SIGTERM from the service manager.
async fn shutdown() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
