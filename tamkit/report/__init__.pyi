from .assembly import document as document
from .content import Content as Content
from .output import FORMATS as FORMATS
from .output import check as check
from .output import place as place
from .output import render_into as render_into
from .output import staging as staging
from .output import write as write
