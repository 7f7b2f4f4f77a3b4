# Model syntax of the estimation core's references; sourced by sem.R, sem_extras.R and sem_tables.R.
measurement <- "
  PEOU =~ PEOU1 + PEOU2 + PEOU3 + PEOU4
  PU   =~ PU1 + PU2 + PU3 + PU4
  PR   =~ PR1 + PR2 + PR3 + PR4
  IT   =~ IT1 + IT2 + IT3 + IT4
  ATT  =~ ATT1 + ATT2 + ATT3
  INT  =~ INT1 + INT2 + INT3
"
structure <- "
  IT  ~ PEOU
  PR  ~ IT
  PU  ~ PEOU
  ATT ~ PU + PEOU + PR + IT
  INT ~ ATT + PU + PR + IT
"
three <- "
  PU  =~ PU1 + PU2 + PU3 + PU4
  ATT =~ ATT1 + ATT2 + ATT3
  INT =~ INT1 + INT2 + INT3
"
chain <- paste0(three, "  ATT ~ PU\n  INT ~ ATT + PU\n")
hs <- "
  visual  =~ x1 + x2 + x3
  textual =~ x4 + x5 + x6
  speed   =~ x7 + x8 + x9
"
democracy <- "
  ind60 =~ x1 + x2 + x3
  dem60 =~ y1 + y2 + y3 + y4
  dem65 =~ y5 + y6 + y7 + y8
  dem60 ~ ind60
  dem65 ~ ind60 + dem60
  y1 ~~ y5
  y2 ~~ y4 + y6
  y3 ~~ y7
  y4 ~~ y8
  y6 ~~ y8
"
models <- list(
  tam = paste0(measurement, structure),
  tam_cfa = measurement,
  tam_effects = paste0(measurement, "
    IT  ~ a1*PEOU
    PR  ~ d1*IT
    PU  ~ a2*PEOU
    ATT ~ b1*PU + b2*PEOU + b3*PR + b4*IT
    INT ~ c1*ATT + c2*PU + c3*PR + c4*IT
    ind_pu  := a2*b1*c1      # PEOU -> PU -> ATT -> INT
    ind_it  := a1*(c4 + b4*c1)
    total   := a1*c4 + a2*c2 + a1*d1*c3 + c1*(b2 + a2*b1 + a1*b4 + a1*d1*b3)
    ratio   := ind_pu / total
    size    := sqrt(ind_pu^2 + ind_it^2) - exp(-ratio)
  "),
  tam_equal = paste0(measurement, "
    IT  ~ PEOU
    PR  ~ IT
    PU  ~ b*PEOU
    ATT ~ b*PU + PEOU + PR + IT
    INT ~ ATT + c*PU + PR + IT
    c == b / 2
  "),
  tam_residuals = paste0(measurement, structure, "
    PU1 ~~ PU2
    PR1 ~~ PR4
    IT4 ~~ 0.05*ATT1
  "),
  tam_second = paste0("
    ACC  =~ PEOU + PU + ATT
    ", measurement, "
    IT  ~ ACC
    PR  ~ IT + ACC
    INT ~ ACC + IT + PR
  "),
  tam_covariates = paste0(three, "
    PU  ~ age + income
    ATT ~ PU + age
    INT ~ ATT + PU + income
  "),
  tam_single = "
    PU  =~ PU1 + PU2 + PU3 + PU4
    ATT =~ ATT1
    INT =~ 1*INT1
    INT1 ~~ 0.2*INT1
    ATT ~ PU
    INT ~ ATT + PU
  ",
  tam_fixed = "
    PU  =~ NA*PU1 + start(0.8)*PU2 + PU3 + 0.9*PU4
    ATT =~ 1*ATT1 + a*ATT2 + a*ATT3
    INT =~ INT1 + 1*INT2 + INT3
    ATT ~ 0.5*PU
    INT ~ ATT + 0*PU
  ",
  tam_nonlinear = paste0(three, "
    ATT ~ a*PU
    INT ~ b*ATT + c*PU
    a*b == 2*c^2
    ind := a*b
  "),
  tam_inequality = paste0(three, "
    ATT ~ a*PU
    INT ~ b*ATT + c*PU
    b > 0.1
    c < 0.05
  "),
  tam_slack = paste0(three, "
    ATT ~ a*PU
    INT ~ b*ATT + c*PU
    b > 0.01
    a < 3
    b - c > -1
  "),
  tam_linear = paste0(three, "
    ATT ~ a*PU
    INT ~ b*ATT + c*PU
    a + b + c == 1
    a == 2*c + 0.1
  "),
  chain = chain,
  tam_path = "
    ATT1 ~ b1*PU1 + PEOU1
    INT1 ~ b2*ATT1 + PU1 + age
    ind := b1*b2
  ",
  tam_regression = "INT1 ~ PU1 + ATT1 + age",
  tam_feedback = paste0(three, "
    IT =~ IT1 + IT2 + IT3 + IT4
    PEOU =~ PEOU1 + PEOU2 + PEOU3 + PEOU4
    PU  ~ PEOU + ATT
    ATT ~ PU + IT
    INT ~ ATT
  "),
  tam_means = paste0(three, "
    ATT ~ PU
    INT ~ ATT
    PU1 ~ 0*1
    ATT1 ~ 3*1
    PU ~ 1
    ATT ~ 1
  "),
  group_labels = paste0(three, "
    ATT ~ c(a1, a2)*PU
    INT ~ c(b1, b2)*ATT + c(0.1, NA)*PU
    diff := a1*b1 - a2*b2
  "),
  group_wald = paste0(three, "
    ATT ~ c(a1, a2)*PU
    INT ~ c(b, b)*ATT + c(d1, d2)*PU
    a1 == 2*a2
  "),
  group_fixed = "
    PU  =~ PU1 + c(1, 0.9)*PU2 + PU3 + PU4
    INT =~ INT1 + c(v, w)*INT2 + INT3
    INT ~ c('s', 's')*PU
    PU ~~ c(1, NA)*PU
  ",
  group_product = paste0(three, "
    ATT ~ c(a1, a2)*PU
    INT ~ c(b1, b2)*ATT + PU
    a1*b1 == a2*b2
    i1 := a1*b1
  "),
  group_second = paste0(three, "  G =~ PU + ATT + INT\n"),
  group_path = "
    ATT1 ~ PU1 + PEOU1 + age
    INT1 ~ ATT1 + c(p, p)*PU1 + age
  ",
  tam_method = paste0(three, "
    M =~ 1*PU1 + 1*PU2 + 1*PU3 + 1*PU4 + 1*ATT1 + 1*ATT2 + 1*ATT3 + 1*INT1 + 1*INT2 + 1*INT3
    M ~~ v*M + 0*PU + 0*ATT + 0*INT
    share := v / (v + 1)
  "),
  tam_tau = "
    PU =~ 1*PU1 + 1*PU2 + 1*PU3 + 1*PU4
    PU1 ~~ e*PU1
    PU2 ~~ e*PU2
    PU3 ~~ e*PU3
    PU4 ~~ e*PU4
    INT =~ NA*INT1 + l*INT1 + l*INT2 + l*INT3
    INT ~~ 1*INT
  ",
  tam_phantom = paste0(three, "
    PU ~ age
    ATT ~ PU
    INT ~ ATT + age
    age ~~ income
    INT1 ~ income
    PU1 ~~ ATT1 + INT1
  "),
  seven = "
    A =~ a1 + a2 + a3 + a4
    B =~ b1 + b2 + b3 + b4
    C =~ c1 + c2 + c3 + c4
    B ~ A
    C ~ A + B
  ",
  hs = hs,
  hs_second = paste0(hs, "  g =~ visual + textual + speed\n"),
  hs_bifactor = "
    g =~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9
    textual =~ x4 + x5 + x6
    speed   =~ x7 + x8 + x9
    g ~~ 0*textual + 0*speed
    textual ~~ 0*speed
  ",
  democracy = democracy,
  democracy_equal = "
    ind60 =~ x1 + x2 + x3
    dem60 =~ y1 + a*y2 + b*y3 + c*y4
    dem65 =~ y5 + a*y6 + b*y7 + c*y8
    dem60 ~ ind60
    dem65 ~ ind60 + dem60
    y1 ~~ y5
    y2 ~~ y4 + y6
    y3 ~~ y7
    y4 ~~ y8
    y6 ~~ y8
  ",
  growth = "
    i =~ 1*y1 + 1*y2 + 1*y3 + 1*y4
    s =~ 0*y1 + 1*y2 + 2*y3 + 3*y4
    i ~~ s
    i + s ~ 1
    y1 + y2 + y3 + y4 ~ 0*1
    i + s ~ x1
  "
)
