from .folder import check_replaceable as check_replaceable
from .results import Results as Results
from .study import Study as Study
from .template import demo as demo
from .template import new as new
from .verification import Verification as Verification
from .verification import verify as verify
