"""The ``kinlens`` command: the only place that prints, exits and reads ``sys.argv``."""

from cyclopts import App

from kinlens import __version__

app = App(
    name="kinlens",
    help="Put every kinase mutation in its place in 3D.",
    version=f"kinlens {__version__}",
)


def main() -> None:
    """Run the command line."""
    app()
